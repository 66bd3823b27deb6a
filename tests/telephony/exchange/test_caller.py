"""The citizen's phone: one call through, refused, cut short; and that it says what became of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.errors import BadInput, Conflict
from telephony.caller import Caller
from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMediaEngine
from tests.fakes.sip import FakeSipEndpoint, FakeSipLeg
from tests.telephony.exchange.house import settle

pytestmark = pytest.mark.anyio
TARGET = "sip:12345@127.0.0.1:5060"


class Street:
    """A caller with the peers that a test plays."""

    def __init__(self) -> None:
        self.clock, self.sip, self.media = FakeClock(), FakeSipEndpoint(), FakeMediaEngine()
        self.caller = Caller(self.sip, self.media, now=self.clock.now)

    async def dialled(self) -> FakeSipLeg:
        await settle()
        return self.sip.dialled[-1]


@pytest.fixture
async def street(anyio_backend: str) -> AsyncIterator[Street]:
    street = Street()
    await street.caller.start()
    yield street
    await street.caller.stop()
    assert not street.media.open


async def test_a_call_speaks_its_file_and_stays_until_the_other_side_hangs_up(street: Street, tmp_path: Path) -> None:
    speech = tmp_path / "speech.wav"
    speech.touch()
    task = asyncio.ensure_future(street.caller.call(TARGET, speech, record=tmp_path / "kept" / "heard.wav", seconds_max=5))
    phone = await street.dialled()
    phone.peer_answers()
    await settle()
    leg = next(iter(street.media.open))
    assert street.media.sound(leg) == (str(speech),)
    assert [left for _, left, _ in street.media.recordings.values()] == [leg]
    street.media.play_to_end(leg)
    await settle()
    phone.peer_ends()
    report = await task
    assert (report.status, report.ended_by, report.spoken, report.heard) == (
        200,
        "remote",
        1,
        tmp_path / "kept" / "heard.wav",
    )
    assert report.answered_at == street.clock.now()
    assert report.quality
    assert street.media.finished_recordings


async def test_a_refused_call_reports_the_status_and_heard_nothing(street: Street, tmp_path: Path) -> None:
    task = asyncio.ensure_future(street.caller.call(TARGET, None, record=tmp_path / "heard.wav"))
    (await street.dialled()).peer_fails(503)
    report = await task
    assert (report.status, report.answered_at, report.heard) == (503, None, None)


async def test_the_longest_time_ends_the_call_from_our_side(street: Street) -> None:
    task = asyncio.ensure_future(street.caller.call(TARGET, None, seconds_max=0.01))
    phone = await street.dialled()
    phone.peer_answers()
    report = await task
    assert (report.status, report.ended_by) == (200, "local")
    assert phone.did == ["hang_up"]


async def test_a_hang_up_in_mid_speech_is_said(street: Street, tmp_path: Path) -> None:
    speech = tmp_path / "speech.wav"
    speech.touch()
    answered: list[bool] = []
    street.caller.on_answer = lambda: answered.append(True)
    dial = asyncio.ensure_future(street.caller.dial(TARGET))
    phone = await street.dialled()
    phone.peer_answers()
    assert await dial == 200
    speaking = asyncio.ensure_future(street.caller.speak(speech))
    await settle()
    phone.peer_ends()
    assert not await speaking
    assert answered == [True]
    assert (await street.caller.report()).spoken == 0
    assert not await street.caller.speak(speech), "a call that is over hears nothing"


async def test_one_phone_makes_one_call_at_a_time_and_then_another(street: Street, tmp_path: Path) -> None:
    dial = asyncio.ensure_future(street.caller.dial(TARGET))
    (await street.dialled()).peer_answers()
    await dial
    with pytest.raises(Conflict):
        await street.caller.dial(TARGET)
    with pytest.raises(BadInput):
        await street.caller.speak(tmp_path / "none.wav")
    street.caller.hang_up()
    again = asyncio.ensure_future(street.caller.dial(TARGET))
    (await street.dialled()).peer_fails(486)
    assert await again == 486
    assert len(street.sip.dialled) == 2


async def test_the_engines_death_ends_the_call(street: Street) -> None:
    dial = asyncio.ensure_future(street.caller.dial(TARGET))
    (await street.dialled()).peer_answers()
    await dial
    street.media.die()
    assert (await street.caller.report()).ended_by == "error"


async def test_an_incoming_call_finds_the_phone_busy(street: Street) -> None:
    assert street.sip.call_in().did == ["reject 486"]
