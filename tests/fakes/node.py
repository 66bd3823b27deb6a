"""A node without telephony behind an operator's pages; ``taken_up`` counts how often something was to count at once."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from agent_console.node import Fact, Heard, HeardPrompt, Node, PromptFact, Sound
from config.errors import BadInput
from config.settings import Settings

WELCOME = PromptFact(name="welcome", text="您好。", kind="sentence", source="made", digest="", greeting=True)


class FakeNode(Node):
    def __init__(self, under: Settings) -> None:
        self._under = under
        self.taken_up = 0
        self.callers: dict[str, int] = {}

    @property
    def under(self) -> Settings:
        return self._under

    async def take_up(self) -> None:
        self.taken_up += 1

    def waiting(self, queue: str) -> int:
        return self.callers.get(queue, 0)

    def heard(self, at: datetime, *, dialled: str, digit: str) -> Heard:
        said = (HeardPrompt(name="welcome", text=WELCOME.text),)
        return Heard(queue="general", open=True, day="工作日", opens_at=None, prompts=said)

    def prompts(self) -> tuple[PromptFact, ...]:
        return (WELCOME,)

    def prompt_sound(self, name: str) -> bytes | None:
        return b"RIFF-heard"

    def made_sound(self, name: str) -> bytes | None:
        return None

    def sound(self, content: bytes) -> Sound:
        if not content.startswith(b"RIFF"):
            raise BadInput("这个文件不是可以播放的 WAV。", "请另存为 WAV。")
        return Sound(wav=content, seconds=1.5)

    @property
    def speaks(self) -> bool:
        return True

    async def speak(self, text: str) -> Sound:
        return Sound(wav=f"RIFF-{text}".encode(), seconds=2.0)

    async def facts(self) -> tuple[Fact, ...]:
        return (Fact(group="节点", title="版本", value="1.0", state="ok"),)

    async def checks(self) -> AsyncIterator[tuple[int, int, tuple[Fact, ...]]]:
        for done in (1, 2):
            yield done, 2, (Fact(group="检查", title=f"第{done}项", value="好", state="ok"),)

    async def bundle(self) -> Mapping[str, Any]:
        return {"state.json": [], "metrics.txt": "# none"}
