from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from agent_console.ports import Audience
from asr.port import Final, Partial, Word
from asr.text import readable
from hotline.desk_events import from_final, from_partial, from_telephony, with_history
from hotline.desk_views import board_view
from hotline.live_notes import LiveNotes
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallEnded,
    CallOffered,
    CallPlaced,
    CallQueued,
    CallTransferred,
    OfferEnded,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
    RecordingContinued,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    SupervisionEnded,
    SupervisionStarted,
)
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall, LiveParty, LiveQueue
from telephony.sip.port import TrunkStatus
from ticketing.drafts.schemas import HistoryItem

NOW = datetime(2026, 3, 4, 13, 8, tzinfo=UTC)
CALL = LiveCall(
    call="c1",
    state="answered",
    caller_number="16900000001",
    caller_name="",
    dialled="12345",
    queue="general",
    position=None,
    agent="a1",
    arrived_at=NOW,
    queued_at=NOW,
    answered_at=NOW,
)
AGENT = LiveAgent(
    agent="a1",
    name="王晓梅",
    phone="browser",
    queues=("general",),
    state="talking",
    reason="",
    since=NOW,
    call="c1",
    missed=0,
)
SNAPSHOT = ExchangeSnapshot(at=NOW, calls=(CALL,), agents=(AGENT,), queues=(), registrations=())


def test_an_offer_reaches_its_agent_alone():
    (event,) = from_telephony(CallOffered(at=NOW, call="c1", agent="a1", queue="general", expires_at=NOW), SNAPSHOT)
    assert event.type == "offer"
    assert event.data["caller_number"] == "16900000001"
    assert event.audience.people == {"a1"}
    assert not event.audience.roles


def test_supervisors_see_agents_and_answered_calls():
    changed = AgentStateChanged(at=NOW, agent="a1", state="talking", call="c1")
    answered = CallAnswered(at=NOW, call="c1", agent="a1", queue="general", waited_s=2.0)
    for event in (changed, answered):
        (told,) = from_telephony(event, SNAPSHOT)
        assert told.audience.people == {"a1"}
        assert told.audience.roles == {"supervisor"}


def test_a_recording_that_fails_and_goes_on_is_told_to_the_calls_agent():
    for recorded, event in (
        (False, RecordingFailed(at=NOW, call="c1", what="full")),
        (True, RecordingResumed(at=NOW, call="c1")),
    ):
        (told,) = from_telephony(event, replace(SNAPSHOT, calls=(replace(CALL, recording=recorded),)))
        assert (told.type, told.data["recording"]) == ("call", recorded)
        assert told.audience.people == {"a1"}


def test_an_agent_who_left_is_still_reported():
    gone = AgentStateChanged(at=NOW, agent="a9", state="offline")
    (told,) = from_telephony(gone, SNAPSHOT)
    assert told.data["state"] == "offline"


def test_what_is_no_news_for_a_desk_causes_no_event():
    assert from_telephony(CallQueued(at=NOW, call="c1", queue="general", position=1), SNAPSHOT) == ()


def test_an_abandoned_call_has_no_agent_to_tell():
    ended = CallEnded(
        at=NOW, call="c2", reason="abandoned", by="caller", queue="general", agent=None, waited_s=3.14159, talked_s=0.0
    )
    (told,) = from_telephony(ended, SNAPSHOT)
    assert told.audience.people == frozenset()
    assert told.data["waited_s"] == 3.14


def test_an_ended_offer_says_why():
    (told,) = from_telephony(OfferEnded(at=NOW, call="c1", agent="a1", why="no_answer"), SNAPSHOT)
    assert told.data == {"call": "c1", "why": "no_answer"}


def test_texts_go_to_the_agent_of_the_call_alone():
    partial = from_partial(Partial(call="c1", channel="caller", text="路灯", t0=1.0), "a1")
    final = from_final(
        Final(
            call="c1",
            channel="caller",
            text="路灯坏了",
            t0=1.0,
            t1=2.0,
            confidence=0.9,
            words=(Word(text="路灯", t0=1.0, t1=1.4, confidence=0.9),),
            engine="vosk:small",
        ),
        "a1",
        "s1",
    )
    assert partial.audience.people == final.audience.people == {"a1"}
    assert final.data["words"] == [{"text": "路灯", "t0": 1.0, "t1": 1.4, "confidence": 0.9}]
    assert final.data["segment"] == "s1"


def test_an_interim_is_shown_without_spaces_and_a_final_with_what_people_read_of_it():
    partial = from_partial(Partial(call="c1", channel="caller", text="路灯 壞 了", t0=1.0), "a1")
    said = Final(call="c1", channel="caller", text="三号楼", t0=1.0, t1=2.0, confidence=0.9, words=(), engine="vosk:small")
    final = from_final(said, "a1", "s1", readable("三号楼"))
    assert partial.data["text"] == "路灯坏了"
    assert (final.data["text"], final.data["readable"]) == ("三号楼", "3号楼。")
    assert final.data["spans"] == [[0, 3, 0, 3], [3, 4, 3, 3]]


def test_an_offer_tells_how_often_the_caller_was_here_before():
    (offer,) = from_telephony(CallOffered(at=NOW, call="c1", agent="a1", queue="general", expires_at=NOW), SNAPSHOT)
    history = [
        HistoryItem(kind="ticket", id="t1", at=NOW, title="路灯不亮", state="handling"),
        HistoryItem(kind="ticket", id="t2", at=NOW, title="停水", state="closed"),
        HistoryItem(kind="call", id="c0", at=NOW, title="未接通", state="ended"),
    ]
    known = with_history(offer, history)
    assert (known.data["history_count"], known.data["open_tickets"]) == (3, 1)
    assert known.data["call"] == "c1"
    assert known.audience == offer.audience


PARTY = LiveParty(party="p1", number="110", role="consulted", state="calling")
WATCHER = LiveParty(party="s1", number="browser", role="supervisor", state="joined", mode="monitor")


def with_parties(*parties: LiveParty, **changes: Any) -> ExchangeSnapshot:
    return replace(SNAPSHOT, calls=(replace(CALL, parties=parties, **changes),))


def test_each_step_of_a_consultation_shows_the_party_to_the_agent_and_supervisors():
    steps = (
        PartyCalled(at=NOW, call="c1", agent="a1", party="p1", number="110"),
        PartyAnswered(at=NOW, call="c1", party="p1", number="110"),
        PartyJoined(at=NOW, call="c1", party="p1", number="110"),
    )
    notes = LiveNotes(names={"110": "110 报警服务台"})
    for step in steps:
        (told,) = from_telephony(step, with_parties(PARTY), notes)
        assert told.data["parties"][0]["name"] == "110 报警服务台"
        assert (told.audience.people, told.audience.roles) == ({"a1"}, {"supervisor"})


def test_why_a_party_is_gone_is_told_to_the_agent_before_the_call_as_it_is_now():
    events = from_telephony(PartyLeft(at=NOW, call="c1", party="p1", number="110", why="no_answer"), with_parties())
    assert [event.type for event in events] == ["party_left", "offer_ended", "call"]
    assert (events[0].data["why"], events[0].audience.people) == ("no_answer", {"a1"})
    assert events[1].audience == Audience()


def test_a_colleague_who_is_consulted_gets_an_offer_then_the_call_then_its_end():
    def asked(state: str) -> LiveParty:
        return LiveParty(party="p1", number="agent:a2", role="consulted", state=state)

    called = PartyCalled(at=NOW, call="c1", agent="a1", party="p1", number="agent:a2")
    offer = next(one for one in from_telephony(called, with_parties(asked("calling"))) if one.audience.people == {"a2"})
    assert (offer.type, offer.data["consulted_by"], offer.data["caller_number"]) == ("offer", "王晓梅", "16900000001")
    answered = PartyAnswered(at=NOW, call="c1", party="p1", number="agent:a2")
    shown = next(one for one in from_telephony(answered, with_parties(asked("consulting"))) if one.audience.people == {"a2"})
    assert (shown.type, shown.data["agent"], shown.data["state"], shown.data["parties"]) == ("call", "a2", "answered", [])
    left = PartyLeft(at=NOW, call="c1", party="p1", number="agent:a2", why="declined")
    assert any(one.type == "offer_ended" and one.audience.people == {"a2"} for one in from_telephony(left, with_parties()))


def test_an_agent_is_told_who_listens_unless_the_city_wants_it_otherwise():
    started = SupervisionStarted(at=NOW, call="c1", supervisor="s1", mode="monitor")
    notes = LiveNotes(names={"s1": "赵敏"})
    told = from_telephony(started, with_parties(WATCHER), notes)
    assert [(one.type, one.audience.people) for one in told] == [("supervision", {"s1"}), ("call", {"a1"})]
    assert told[1].data["parties"][0]["name"] == "赵敏"
    silent = from_telephony(started, with_parties(WATCHER), notes, tell_supervision=False)
    for_agent = next(one for one in silent if one.type == "call" and one.audience.people == {"a1"})
    for_boss = next(one for one in silent if one.type == "call" and one.audience.roles)
    assert (for_agent.data["parties"], for_agent.audience.roles) == ([], frozenset())
    assert len(for_boss.data["parties"]) == 1


def test_a_supervisor_who_leaves_is_told_so():
    (told, _) = from_telephony(SupervisionEnded(at=NOW, call="c1", supervisor="s1"), SNAPSHOT)
    assert (told.type, told.data["mode"], told.audience.people) == ("supervision", None, {"s1"})


def test_a_transfer_is_told_to_the_agent_who_made_it():
    moved = CallTransferred(at=NOW, call="c1", agent="a1", number="110", how="attended")
    events = from_telephony(moved, with_parties(agent=None))
    assert [(one.type, one.audience.people) for one in events] == [("call_transferred", {"a1"}), ("call", frozenset())]


def test_a_call_that_we_place_stands_on_its_agents_desk_at_once():
    placed = CallPlaced(at=NOW, call="c1", agent="a1", number="16900000001")
    (told,) = from_telephony(placed, with_parties(direction="out", state="ringing"))
    assert (told.data["direction"], told.data["state"], told.audience.people) == ("out", "ringing", {"a1"})


def test_a_pause_of_the_recording_says_since_when():
    notes = LiveNotes()
    event = RecordingPaused(at=NOW, call="c1", agent="a1")
    notes.take(event)
    (told,) = from_telephony(event, with_parties(recording_paused=True), notes)
    assert told.data["recording_paused_at"] == NOW.isoformat()
    on = RecordingContinued(at=NOW, call="c1", agent=None)
    notes.take(on)
    (again,) = from_telephony(on, with_parties(), notes)
    assert again.data["recording_paused_at"] is None


def test_the_board_has_trunks_surge_and_what_the_newest_caller_expects():
    waiting = [
        replace(CALL, call=f"w{place}", state="queued", agent=None, position=place, expected_wait_s=60.0 * place)
        for place in (2, 1)
    ]
    queue = LiveQueue(name="general", title="综合", waiting=2, longest_wait_s=9.0, agents_available=0, duty_session=None)
    trunk = TrunkStatus(trunk="电信", state="down", reason="408", calls=3)
    board = board_view(replace(SNAPSHOT, calls=tuple(waiting), queues=(queue,), trunks=(trunk,), surge=True))
    assert (board["queues"][0]["expected_wait_s"], board["surge"]) == (120.0, True)
    assert board["trunks"] == [{"trunk": "电信", "state": "down", "reason": "408", "round_trip_ms": None, "calls": 3}]


def test_what_is_remembered_of_a_call_goes_with_it():
    notes = LiveNotes()
    notes.take(RecordingPaused(at=NOW, call="c1", agent="a1"))
    notes.take(SupervisionStarted(at=NOW, call="c1", supervisor="s1", mode="whisper", side="agent"))
    notes.take(SupervisionStarted(at=NOW, call="c2", supervisor="s2", mode="monitor"))
    assert notes.supervision_of("s1") == {"supervisor": "s1", "call": "c1", "mode": "whisper", "side": "agent"}
    notes.take(CallEnded(at=NOW, call="c1", reason="completed", by="caller", queue=None, agent="a1", waited_s=0, talked_s=0))
    assert (notes.paused, notes.supervision_of("s1")) == ({}, None)
    assert notes.supervision_of("s2") is not None


def test_an_offer_warns_of_earlier_harassment():
    (offer,) = from_telephony(CallOffered(at=NOW, call="c1", agent="a1", queue="general", expires_at=NOW), SNAPSHOT)
    history = [HistoryItem(kind="call", id=f"c{n}", at=NOW, title="", state="harassment") for n in (1, 2)]
    assert with_history(offer, history).data["harassment_count"] == 2
