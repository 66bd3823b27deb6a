"""Desks over the real exchange: whatever happens in a conversation, the events lead every desk to what a fresh snapshot says.

Signalling and sound are fakes; the exchange, the phone, the events and the rules of the pages are the real ones.
"""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent_console.live import snapshot
from agent_console.live.apply import apply
from agent_console.live.audience import reaches
from agent_console.live.shape import shaped
from agent_console.ports import ConsolePorts, DeskEvent, RecogniserState
from config.ids import CallId, PersonId
from hotline import desk_events
from hotline.live_notes import LiveNotes
from hotline.phone import DeskPhone, Partials
from telephony.events import TelephonyEvent
from telephony.exchange_port import Seat
from tests.telephony.exchange.house import ACD, LI, QUEUES, WANG, House, settle
from ticketing.people.schemas import PersonOut, Role

pytestmark = pytest.mark.anyio
BOSS = PersonId("boss")
ROLES: dict[PersonId, tuple[Role, ...]] = {LI: ("agent",), WANG: ("agent",), BOSS: ("supervisor",)}
CITIZEN = "16400000007"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Facts(list[TelephonyEvent]):
    """What the exchange said so far; each fact is handed on at once, with the exchange as it stands just then."""

    def __init__(self, hand_on: Any) -> None:
        super().__init__()
        self._hand_on = hand_on

    def append(self, fact: TelephonyEvent) -> None:
        super().append(fact)
        self._hand_on(fact)


class Office(House):
    """The house with desks: each person's picture is kept as the page keeps it."""

    def __init__(self, recordings: Path) -> None:
        super().__init__(recordings)
        self.facts = Facts(self._tell)
        self.exchange._board._told = self.facts.append
        self.notes = LiveNotes()
        state = RecogniserState(engine="none", model="", language="zh", interims=False)
        self.phone = DeskPhone(self.exchange, self._seat_of, Partials(), self.notes, lambda: state, self._publish, QUEUES[0].name)
        settings = SimpleNamespace(acd=ACD)
        self.ports = cast(
            ConsolePorts,
            SimpleNamespace(
                phone=self.phone, settings=settings, recogniser=lambda: state, now=self.clock.now, read_unit=nullcontext
            ),
        )
        self.pictures: dict[PersonId, dict[str, Any]] = {}

    async def open_desks(self) -> None:
        self.pictures = {person: await self.fresh(person) for person in ROLES}

    async def fresh(self, person: PersonId) -> dict[str, Any]:
        me = PersonOut(
            id=person, username=person, name=person, roles=ROLES[person], unit=None, phone="browser", queues=(),
            must_change_password=False,
        )  # fmt: skip
        return (await snapshot.take(self.ports, me)).model_dump(mode="json")

    async def agrees(self) -> None:
        """Every desk shows what it would show after a reload."""
        await settle()
        for person, picture in self.pictures.items():
            fresh = await self.fresh(person)
            for part in ("agent", "offer", "call", "supervision"):
                assert without_times(picture[part]) == without_times(fresh[part]), (person, part)

    def _tell(self, fact: TelephonyEvent) -> None:
        self.notes.take(fact)
        for event in desk_events.from_telephony(fact, self.exchange.snapshot(), self.notes):
            self._publish(event)

    def _publish(self, event: DeskEvent) -> None:
        event = shaped(event)
        for person, picture in self.pictures.items():
            if reaches(event, person, frozenset(ROLES[person])):
                self.pictures[person] = dict(apply(picture, event.type, event.data))

    async def _seat_of(self, person: PersonId) -> Seat:
        return Seat(agent=person, name=person, phone="browser", queues=("general",))


def without_times(part: dict[str, Any] | None) -> dict[str, Any] | None:
    """A waiting time that goes on, and the times of a call that has left its desk, are no news."""
    return part and {key: part[key] for key in part if key not in ("expected_wait_s", "position", "expires_at", "answered_at")}


@pytest.fixture
async def office(tmp_path: Path, anyio_backend: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr(snapshot, "_stored", lambda uow, me, call, now: (None, (), None, (), (), ()))
    office = Office(tmp_path)
    async with office:
        for person in (LI, WANG):
            office.seat(person, queues=("general",) if person == LI else ("business",))
        await office.open_desks()
        yield office


async def answered(office: Office) -> CallId:
    _, call = await office.caller_waits()
    office.phone.accept(LI, call)
    await settle()
    await office.exchange.browser_audio(LI)
    await office.agrees()
    return call


async def test_a_colleague_is_consulted_joined_and_given_the_call(office: Office) -> None:
    call = await answered(office)
    office.phone.consult(LI, call, f"agent:{WANG}")
    await office.agrees()
    assert office.pictures[WANG]["offer"]["consulted_by"] == LI
    office.phone.accept(WANG, call)
    await office.agrees()
    assert office.pictures[WANG]["call"]["consulted_by"] == LI
    await office.exchange.browser_audio(WANG)
    office.phone.mute(WANG, call, True)
    await office.agrees()
    assert (office.pictures[WANG]["call"]["muted"], office.pictures[LI]["call"]["muted"]) == (True, False)
    office.phone.mute(WANG, call, False)
    office.phone.join_party(LI, call)
    await office.agrees()
    assert office.pictures[LI]["call"]["parties"][0]["state"] == "joined"
    office.phone.complete_transfer(LI, call)
    await office.agrees()
    assert office.pictures[LI]["call"]["state"] == "ended"
    assert (office.pictures[WANG]["call"]["agent"], office.pictures[WANG]["call"]["consulted_by"]) == (WANG, "")
    office.phone.hang_up(WANG, call)
    await settle()
    assert office.pictures[WANG]["call"]["state"] == "ended"


@pytest.mark.parametrize("ending", ["declined", "dropped", "left"])
async def test_a_consultation_that_ends_leaves_both_desks_as_they_were(office: Office, ending: str) -> None:
    call = await answered(office)
    office.phone.consult(LI, call, f"agent:{WANG}")
    await office.agrees()
    if ending == "declined":
        office.phone.decline(WANG, call)
    else:
        office.phone.accept(WANG, call)
        await office.agrees()
        await office.exchange.browser_audio(WANG)
        if ending == "dropped":
            office.phone.drop_party(LI, call)
        else:
            office.phone.hang_up(WANG, call)
    await office.agrees()
    assert (office.pictures[WANG]["offer"], office.pictures[WANG]["call"]) == (None, None)
    assert (office.pictures[LI]["call"]["state"], office.pictures[LI]["call"]["parties"]) == ("answered", [])


async def test_a_supervisor_comes_changes_and_goes(office: Office) -> None:
    call = await answered(office)
    for mode in ("monitor", "whisper", "barge"):
        await office.phone.supervise(BOSS, call, cast(Any, mode), "both")
        await office.agrees()
        assert office.pictures[BOSS]["supervision"]["mode"] == mode
        assert [party["name"] for party in office.pictures[LI]["call"]["parties"]] == [BOSS]
    office.phone.stop_supervising(BOSS, call)
    await office.agrees()
    assert (office.pictures[BOSS]["supervision"], office.pictures[LI]["call"]["parties"]) == (None, [])


async def test_supervision_ends_with_the_call(office: Office) -> None:
    call = await answered(office)
    await office.phone.supervise(BOSS, call, "monitor", "caller")
    await office.agrees()
    office.phone.hang_up(LI, call)
    await settle()
    assert office.pictures[BOSS]["supervision"] is None


@pytest.mark.parametrize("listened", [True, False])
async def test_a_supervisor_takes_the_call_over_and_works_it(office: Office, listened: bool) -> None:
    call = await answered(office)
    if listened:
        await office.phone.supervise(BOSS, call, "monitor", "both")
        await office.agrees()
    await office.phone.take_over(BOSS, call)
    await settle()
    await office.exchange.browser_audio(BOSS)
    await office.agrees()
    assert (office.pictures[LI]["call"]["state"], office.pictures[LI]["agent"]["state"]) == ("ended", "wrap_up")
    boss = office.pictures[BOSS]
    assert (boss["call"]["agent"], boss["agent"]["state"], boss["agent"]["next"]) == (BOSS, "talking", "offline")
    office.phone.hold(BOSS, call)
    await office.agrees()
    office.phone.hang_up(BOSS, call)
    await settle()
    office.phone.end_wrap_up(BOSS)
    await settle()
    assert office.pictures[BOSS]["agent"]["state"] == "offline"


async def test_an_order_to_pause_shows_as_the_next_state_with_its_reason(office: Office) -> None:
    await answered(office)
    office.phone.force(LI, "paused", "meal")
    await office.agrees()
    assert (office.pictures[LI]["agent"]["next"], office.pictures[LI]["agent"]["next_reason"]) == ("paused", "meal")
    office.phone.move_agent(LI, ["business"], {}, until=None, lasting=False)
    await office.agrees()
    assert office.pictures[LI]["agent"]["queues"] == ["business"]


async def test_a_pause_of_the_recording_shows_and_ends(office: Office) -> None:
    call = await answered(office)
    office.phone.pause_recording(LI, call, True, "身份证")
    await office.agrees()
    assert office.pictures[LI]["call"]["recording_paused_at"]
    office.clock.advance(ACD.pause_recording_max_s + 1)
    await office.agrees()
    assert (office.pictures[LI]["call"]["recording_paused"], office.pictures[LI]["call"]["recording"]) == (False, True)


async def test_a_citizen_is_called_and_answers(office: Office) -> None:
    call = office.phone.dial(LI, CITIZEN)
    await office.agrees()
    assert office.pictures[LI]["call"]["direction"] == "out"
    await office.exchange.browser_audio(LI)
    next(leg for leg in office.sip.dialled if leg.remote.number == CITIZEN).peer_answers()
    office.media.play_to_end(office.exchange._board.lines[call].caller_leg)
    await office.agrees()
    assert office.pictures[LI]["call"]["state"] == "answered"


async def test_a_citizen_who_does_not_answer_leaves_a_clean_desk(office: Office) -> None:
    office.phone.dial(LI, CITIZEN)
    await settle()
    await office.exchange.browser_audio(LI)
    next(leg for leg in office.sip.dialled if leg.remote.number == CITIZEN).peer_fails(486)
    await office.agrees()
    assert (office.pictures[LI]["call"], office.pictures[LI]["agent"]["state"]) == (None, "available")


async def test_a_blind_transfer_ends_the_call_for_the_desk_at_once(office: Office) -> None:
    call = await answered(office)
    office.phone.transfer_to_number(LI, call, "110")
    await office.agrees()
    assert office.pictures[LI]["call"]["state"] == "ended"
    assert office.pictures[LI]["agent"]["state"] == "wrap_up"
