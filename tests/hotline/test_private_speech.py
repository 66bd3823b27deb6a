"""The recording rests while a private number is said, and goes on by itself; people's word counts more than the rule."""

from dataclasses import dataclass, field

import pytest

from asr.port import Final
from config.errors import Conflict
from config.ids import CallId, PersonId
from config.settings import Asr, load
from hotline.private_speech import WHY, PrivateSpeech
from telephony.events import RecordingContinued
from tests.fakes.clock import START, FakeClock

CALL, LI = CallId("call-1"), PersonId("li")
NUMBER = "身份证号是三二零一零二"


@dataclass
class Exchange:
    refuses: bool = False
    commands: list[tuple[bool, str]] = field(default_factory=list)

    def pause_recording(self, agent: PersonId, call: CallId, on: bool, reason: str = "") -> None:
        assert (agent, call) == (LI, CALL)
        if self.refuses:
            raise Conflict("录音已经暂停。", "可点击“继续录音”。")
        self.commands.append((on, reason))


@pytest.fixture
def asr() -> Asr:
    return load().asr


def watched(asr: Asr, exchange: Exchange, clock: FakeClock) -> PrivateSpeech:
    seconds = lambda: (clock.now() - START).total_seconds()  # noqa: E731
    return PrivateSpeech(asr, lambda: exchange, later=clock.call_later, clock=seconds)


def said(text: str) -> Final:
    return Final(call=CALL, channel="caller", text=text, t0=0, t1=1, confidence=1, words=(), engine="e")


def test_it_rests_with_its_reason_and_goes_on_after_its_time(asr: Asr) -> None:
    exchange, clock = Exchange(), FakeClock()
    private = watched(asr, exchange, clock)
    private.heard(said("路灯坏了"), LI)
    assert exchange.commands == []
    private.heard(said(NUMBER), LI)
    assert exchange.commands == [(True, WHY)]
    clock.advance(asr.private_pause_s + 1)
    assert exchange.commands[1:] == [(False, "")]


def test_an_agent_who_goes_on_by_hand_is_not_paused_again(asr: Asr) -> None:
    exchange, clock = Exchange(), FakeClock()
    private = watched(asr, exchange, clock)
    private.heard(said(NUMBER), LI)
    private.told(RecordingContinued(at=clock.now(), call=CALL, agent=LI))
    private.heard(said(NUMBER), LI)
    clock.advance(asr.private_pause_s + 1)
    assert exchange.commands == [(True, WHY)]


def test_what_the_agent_paused_is_not_ended_by_the_rule(asr: Asr) -> None:
    exchange, clock = Exchange(refuses=True), FakeClock()
    private = watched(asr, exchange, clock)
    private.heard(said(NUMBER), LI)
    exchange.refuses = False
    clock.advance(asr.private_pause_s + 1)
    assert exchange.commands == []


def test_a_setting_switches_it_off(asr: Asr) -> None:
    exchange = Exchange()
    watched(asr.model_copy(update={"private_pause": False}), exchange, FakeClock()).heard(said(NUMBER), LI)
    assert exchange.commands == []
