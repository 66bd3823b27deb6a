"""Sittings: every visitor, visit and matter counts once, nothing stays lying, and no turn takes more than it can receive."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.intake import bookings, overdue, prevented, visits
from ticketing.intake import service as intake
from ticketing.intake.models import BookingRow, IntakeRow, VisitRow, VisitSessionRow
from ticketing.intake.schemas import IntakeFacts, IntakeIn
from ticketing.intake.visit_schemas import BookingIn, SlotIn, VisitIn, VisitKind, VisitMatterIn, VisitSessionIn
from ticketing.uow import UnitOfWork

HOUR = timedelta(hours=1)


def sitting(story: Story, by: str, kind: VisitKind = "evening") -> str:
    new = VisitSessionIn(kind=kind, unit="S1", place="社区会议室", starts_at=NOON, ends_at=NOON + 3 * HOUR, leader_name="赵书记")
    session = story.do(visits.plan, new, by, NOON)
    story.do(visits.begin, session.id, NOON)
    return session.id


def party(story: Story, session: str, by: str, visitors: int = 1, booking: str | None = None) -> str:
    new = VisitIn(visitors=visitors, name="孙大妈", number="16412345670", booking=booking)
    return story.do(visits.arrive, session, new, by, NOON).parties[-1].id


def test_several_matters_of_one_party_are_answered_there_or_entered(story: Story) -> None:
    clerk = story.person("a1")
    session = sitting(story, clerk)
    came = party(story, session, clerk, visitors=3)
    party(story, session, clerk, visitors=2)
    answered = story.do(visits.bring, came, VisitMatterIn(text="楼道堆物没人管", answer="社区今天清理。"), clerk, NOON)
    entered = story.do(visits.bring, came, VisitMatterIn(text="桥头小区路灯不亮"), clerk, NOON)
    assert (answered.state, answered.channel, entered.state) == ("answered", "visit", "accepted")
    with pytest.raises(Conflict, match="还有1件"):
        story.do(visits.end, session, NOON)
    story.do(drafts.dispatch, entered.id, None, clerk, NOON)
    done = story.do(visits.end, session, NOON + HOUR)
    assert (done.state, done.visitors, done.visits, done.matters) == ("closed", 5, 2, 2)
    assert (done.answered, done.entered, done.held) == (1, 1, 0)
    assert [len(one.matters) for one in done.parties] == [2, 0]


def test_the_figures_of_a_period_add_up_and_bring_their_base(story: Story) -> None:
    clerk = story.person("a1")
    for kind in ("evening", "desk"):
        came = party(story, sitting(story, clerk, kind), clerk, visitors=4)
        story.do(visits.bring, came, VisitMatterIn(text="楼道堆物没人管", answer="已清理。"), clerk, NOON)
        story.do(visits.bring, came, VisitMatterIn(text="桥头小区路灯不亮"), clerk, NOON)
    story.do(visits.plan, _plan(), clerk, NOON)  # planned only: no sitting of the figures
    found = story.do(visits.figures, NOON - HOUR, NOON + HOUR)
    total = found.total
    assert (total.sessions, total.visitors, total.visits, total.matters, total.answered, total.held) == (2, 8, 2, 4, 2, 2)
    assert (total.answered_rate.percent, total.answered_rate.denominator, total.answered_rate.base) == (50.0, 4, "本期来访事项")
    assert [(one.kind, one.sessions) for one in found.by_kind] == [("desk", 1), ("evening", 1)]


def _plan() -> VisitSessionIn:
    return VisitSessionIn(kind="window", unit="S1", place="专窗", starts_at=NOON, ends_at=NOON + HOUR)


def slot(story: Story, capacity: int = 2, mediator: str = "钱调解员") -> str:
    new = SlotIn(unit="S1", mediator=mediator, place="小区驿站", starts_at=NOON, ends_at=NOON + HOUR, capacity=capacity)
    return story.do(bookings.open_slot, new, "someone", NOON - HOUR).id


def booked(story: Story, slot_id: str, number: str) -> str:
    new = BookingIn(name="周先生", number=number)
    return story.do(bookings.book, slot_id, new, "someone", NOON - HOUR).bookings[-1].id


def test_the_last_place_of_a_turn_is_given_once(story: Story) -> None:
    one = slot(story, capacity=2)
    together = Barrier(4)

    def book(number: int) -> bool:
        together.wait(10)
        try:
            booked(story, one, f"1641234567{number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(book, range(4))) == [False, False, True, True]
    with story.database.reading() as uow:
        assert uow.session.query(BookingRow).count() == 2


def test_a_cancelled_booking_gives_its_place_back_and_a_mediator_sits_in_one_place(story: Story) -> None:
    one = slot(story, capacity=1)
    first = booked(story, one, "16412345671")
    with pytest.raises(Conflict, match="约满"):
        booked(story, one, "16412345672")
    story.do(bookings.cancel, first, "someone", NOON - HOUR)
    booked(story, one, "16412345672")
    with pytest.raises(Conflict, match="已有值守"):
        slot(story)
    with pytest.raises(Conflict, match="已有人预约"):
        story.do(bookings.withdraw_slot, one, NOON)


def test_who_came_is_kept_with_the_visit_and_who_did_not_is_noted(story: Story) -> None:
    clerk = story.person("a1")
    one = slot(story)
    came, missed = booked(story, one, "16412345671"), booked(story, one, "16412345672")
    session = sitting(story, clerk, "desk")
    party(story, session, clerk, booking=came)
    with pytest.raises(Conflict, match="已经处理"):
        party(story, session, clerk, booking=came)
    story.do(overdue.look_through, NOON + HOUR)
    (shown,) = story.do(bookings.list_slots, NOON - HOUR, NOON + HOUR)
    assert {item.id: item.state for item in shown.bookings} == {came: "came", missed: "missed"}


def test_prevented_tickets_are_counted_by_half_year_channel_and_mode(story: Story) -> None:
    clerk = story.person("a1")
    for at, mode, prevent in ((NOON, "online", True), (NOON, "online", False), (NOON + timedelta(days=150), "on_site", True)):
        facts = IntakeFacts.model_validate({"group": "桥头小区业主群", "mode": mode})
        found = story.do(intake.write_down, IntakeIn(channel="chat", text="路灯坏了", facts=facts), clerk, at)
        if prevent:
            story.do(intake.prevent, found.id, "已修好", clerk, at)
    counted = story.do(prevented.figures, NOON - HOUR, NOON + timedelta(days=200))
    lines = [(one.half, one.channel, one.mode, one.found, one.prevented, one.open) for one in counted.lines]
    assert lines == [("2026H1", "chat", "online", 2, 1, 1), ("2026H2", "chat", "on_site", 1, 1, 0)]
    assert (counted.prevented, counted.rate.numerator, counted.rate.denominator) == (2, 2, 3)


def test_a_years_evening_sittings_are_counted_from_their_rows(story: Story) -> None:
    """The domain notes' 12 sittings: 1,641 visitors in 1,005 visits with 2,072 matters."""

    def fill(uow: UnitOfWork) -> None:
        for s in range(12):
            held = NOON + timedelta(days=7 * s)
            uow.session.add(
                VisitSessionRow(
                    id=f"s{s}", kind="evening", title="心安夜话", unit_code="S1", place="社区", leader_id=None, leader_name="",
                    starts_at=held, ends_at=held + HOUR, state="closed", created_by="x", held_at=held, closed_at=held,
                )
            )  # fmt: skip
        uow.session.flush()
        visit = {"at": NOON, "by": "x", "name": "", "number": "", "booking_id": None}
        uow.session.bulk_insert_mappings(
            VisitRow,
            [visit | {"id": f"v{n}", "session_id": f"s{n % 12}", "visitors": 1 + (n < 636)} for n in range(1_005)],
        )
        blank = dict.fromkeys(
            ("source", "caller_number", "caller_name", "place_given", "text", "received_by", "asked", "answer"), ""
        )
        more = {"channel": "visit", "origin": "reactive", "arrived_at": NOON, "people": [], "facts": {}}
        uow.session.bulk_insert_mappings(
            IntakeRow,
            [
                blank | more | {"id": f"m{n}", "visit_id": f"v{n % 1_005}", "state": "answered" if n < 1_500 else "dispatched"}
                for n in range(2_072)
            ],
        )

    story.do(fill)
    total = story.do(visits.figures, NOON - HOUR, NOON + timedelta(days=365)).total
    assert (total.sessions, total.visitors, total.visits, total.matters) == (12, 1_641, 1_005, 2_072)
    assert (total.answered, total.entered, total.answered_rate.percent) == (1_500, 572, 72.39)
