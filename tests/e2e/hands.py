"""A person at a keyboard, in the time that people take: every key is counted and paced, every look at the page is paid for.

The pace is the keystroke-level model of Card, Moran and Newell (1980): a good typist's key, and a mental preparation before
each thing done. What is left of the clock is what the page let its person wait.
"""

import asyncio
import time
from typing import Any

KEY_S = 0.12
"""A good typist's, 90 words a minute. A modifier is a key of its own."""
PREPARE_S = 1.35
MICE = """() => { window.__mice = 0;
  for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
    window.addEventListener(kind, (event) => { if (event.isTrusted) window.__mice++; }, true); }"""
COMPOSING = 229
"""The key code of whatever an input method takes for itself."""


class Hands:
    def __init__(self, page: Any) -> None:
        self._page = page
        self._cdp: Any = None
        self.keys = self.looks = 0
        self._begun = 0.0

    async def leave_the_mouse(self) -> None:
        """From now on the page counts what a mouse does."""
        await self._page.evaluate(MICE)

    async def touched_the_mouse(self) -> int:
        return int(await self._page.evaluate("window.__mice"))

    def begin(self) -> None:
        """The watch starts."""
        self.keys = self.looks = 0
        self._begun = time.monotonic()

    def done(self) -> dict[str, float]:
        """Seconds by what took them, and what was counted."""
        whole = time.monotonic() - self._begun
        typed, looked = self.keys * KEY_S, self.looks * PREPARE_S
        return {
            "seconds": round(whole, 1), "keys": self.keys, "typing_s": round(typed, 1), "looks": self.looks,
            "looking_s": round(looked, 1), "waiting_s": round(max(0.0, whole - typed - looked), 1),
        }  # fmt: skip

    async def look(self) -> None:
        """Read, decide what comes next."""
        self.looks += 1
        await asyncio.sleep(PREPARE_S)

    async def press(self, *chords: str) -> None:
        """``Alt+1``, ``Tab``, ``Enter``: one after another."""
        for chord in chords:
            count = chord.count("+") + 1
            self.keys += count
            await asyncio.sleep(count * KEY_S)
            await self._page.keyboard.press(chord)

    async def write(self, pinyin: str, words: str) -> None:
        """Chinese as an input method gives it: letters that the page must not take for its own, a space, and the words."""
        if self._cdp is None:
            self._cdp = await self._page.context.new_cdp_session(self._page)
        for length in range(1, len(pinyin) + 1):
            await self._composes(pinyin[length - 1])
            shown = pinyin[:length]
            await self._cdp.send("Input.imeSetComposition", {"text": shown, "selectionStart": length, "selectionEnd": length})
        await self._composes(" ")
        await self._cdp.send("Input.insertText", {"text": words})

    async def _composes(self, key: str) -> None:
        self.keys += 1
        await asyncio.sleep(KEY_S)
        for kind in ("rawKeyDown", "keyUp"):
            named = {"key": "Process" if kind == "rawKeyDown" else key, "windowsVirtualKeyCode": COMPOSING}
            await self._cdp.send("Input.dispatchKeyEvent", {"type": kind, **named})
