"""Recording and transcription rest by themselves while an identity or card number is said (`config.private_numbers`)."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from asr.port import Final, Partial
from config.errors import HotlineError
from config.ids import CallId, PersonId
from config.private_numbers import Rest
from config.settings import Asr
from telephony.events import CallEnded, RecordingContinued, TelephonyEvent

log = structlog.get_logger(__name__)

WHY = "正在说证件号或卡号，已自动暂停录音和转写"
MOST_CALLS = 1_000
A_LITTLE_S = 0.01
"""A timer may fire a moment before its time by the same clock."""


class Exchange(Protocol):
    def pause_recording(self, agent: PersonId, call: CallId, on: bool, reason: str = "") -> None: ...


class PrivateSpeech:
    """`heard` gets each text, `told` each event of telephony; loop's thread. Pauses under the name of the call's agent.

    ``later`` calls back after so many seconds (the loop's ``call_later``), ``clock`` is the loop's time.
    """

    def __init__(
        self,
        asr: Asr,
        exchange: Callable[[], Exchange],
        *,
        later: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float],
    ) -> None:
        self._asr, self._exchange, self._later, self._clock = asr, exchange, later, clock
        self._rests: dict[CallId, Rest] = {}
        self._by_rule: CallId | None = None

    @classmethod
    def on_loop(cls, asr: Asr, exchange: Callable[[], Exchange]) -> "PrivateSpeech":
        loop = asyncio.get_running_loop()
        return cls(asr, exchange, later=loop.call_later, clock=loop.time)

    def heard(self, text: Partial | Final, agent: PersonId) -> None:
        if not self._asr.private_pause:
            return
        rest = self._rests.pop(text.call, None) or self._fresh()
        rest, step = rest.heard(text.channel, text.text, self._clock(), final=isinstance(text, Final))
        self._rests[text.call] = rest
        while len(self._rests) > MOST_CALLS:
            del self._rests[next(iter(self._rests))]
        if step == "pause":
            self._pause(text.call, agent, rest)

    def told(self, event: TelephonyEvent) -> None:
        if isinstance(event, CallEnded):
            self._rests.pop(event.call, None)
        elif isinstance(event, RecordingContinued) and event.call != self._by_rule and event.call in self._rests:
            self._rests[event.call] = self._rests[event.call].overruled(self._clock())

    def _fresh(self) -> Rest:
        return Rest(length_s=self._asr.private_pause_s, most_s=self._asr.private_pause_most_s)

    def _pause(self, call: CallId, agent: PersonId, rest: Rest) -> None:
        try:
            self._exchange().pause_recording(agent, call, True, WHY)
        except HotlineError as error:
            log.info("the recording was not paused by rule", call=call, what=error.what)
            self._rests[call] = rest.not_paused()
            return
        seconds = max(0.0, (rest.until or 0.0) - self._clock())
        log.info("the recording rests by rule: a private number is being said", call=call, seconds=round(seconds, 1))
        self._later(seconds + A_LITTLE_S, lambda: self._resume(call, agent))

    def _resume(self, call: CallId, agent: PersonId) -> None:
        rest = self._rests.get(call)
        if rest is None:
            return
        self._rests[call], step = rest.passed(self._clock())
        if step != "resume":
            return
        self._by_rule = call
        try:
            self._exchange().pause_recording(agent, call, False)
            log.info("the recording goes on by rule", call=call)
        except HotlineError as error:
            log.info("the recording did not go on by rule", call=call, what=error.what)
        finally:
            self._by_rule = None
