"""Approve first, complete later: reminded, late, grace, revoked by itself; or completed, or extended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.funds.fund_story import STREET, a_ticket
from tests.ticketing.story import NOON, Story
from ticketing.conditional import reading, service, watch
from ticketing.conditional.schemas import (
    ConditionalIn,
    ConditionalOut,
    ConditionalRevocation,
    MissingPaperIn,
    PaperExtension,
    PaperReceipt,
)
from ticketing.documents import service as documents
from ticketing.people import service as people

FIRST, SECOND = date(2026, 3, 20), date(2026, 4, 10)


def shanghai(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


class Office:
    """A street's clerk with a case of two missing papers."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.clerk = story.person("clerk", "handler", unit=STREET)
        self.boss = story.person("boss", "supervisor")
        self.case = self.approve()

    def approve(self, **more: Any) -> str:
        papers = (MissingPaperIn(name="消防验收", due_on=FIRST), MissingPaperIn(name="场地证明", due_on=SECOND))
        given: dict[str, Any] = {"applicant": "张三面馆", "phone": "16412345678", "matter": "食品经营许可", "papers": papers}
        return self.story.do(service.approve, ConditionalIn(**(given | more)), by=self.clerk, at=NOON).id

    def seen(self, at: datetime = NOON, by: str | None = None) -> ConditionalOut:
        return self.story.do(reading.case, self.case, by=by or self.clerk, at=at)

    def receive(self, number: int, at: datetime) -> ConditionalOut:
        seen = self.seen()
        receipt = PaperReceipt(version=seen.version, paper=seen.papers[number].id)
        self.story.do(service.receive, self.case, receipt, by=self.clerk, at=at)
        return self.seen(at)

    def extend(self, number: int, until: date, at: datetime) -> ConditionalOut:
        seen = self.seen()
        extension = PaperExtension(version=seen.version, paper=seen.papers[number].id, until=until, reason="验收排期")
        self.story.do(service.extend, self.case, extension, by=self.clerk, at=at)
        return self.seen(at)

    def turn(self, at: datetime) -> ConditionalOut:
        self.story.do(watch.watch, at)
        return self.seen(at)

    def told(self) -> list[str]:
        return [data["kind"] for data in self.story.sent("notice")]


@pytest.fixture
def office(story: Story) -> Office:
    return Office(story)


def test_approval_issues_a_numbered_list_of_what_is_missing(office: Office) -> None:
    seen = office.seen()
    me = office.story.do(people.list_people)[1]
    page = office.story.do(documents.page, me, subject=f"conditional:{seen.id}")
    assert seen.number == "容缺〔2026〕1号" == page.items[0].number
    assert (seen.state, seen.light, seen.next_at) == ("open", "blue", shanghai(date(2026, 3, 17), 9))


def test_a_paper_is_called_for_once_before_it_is_due(office: Office) -> None:
    before = shanghai(date(2026, 3, 17), 9)
    assert office.turn(before - timedelta(seconds=1)).papers[0].reminded is False
    for minutes in (0, 1, 2):
        seen = office.turn(before + timedelta(minutes=minutes))
    assert (seen.papers[0].reminded, seen.papers[1].reminded, seen.light) == (True, False, "yellow")
    assert office.told() == ["conditional_reminder"]


def test_what_stays_late_through_the_grace_is_revoked_with_a_document(office: Office) -> None:
    office.turn(shanghai(date(2026, 3, 17), 9))
    assert office.turn(shanghai(FIRST, 17)).state == "open"  # the day itself is in time
    late = office.turn(shanghai(FIRST, 17) + timedelta(seconds=15))
    assert (late.state, late.light, late.grace_until) == ("grace", "red", shanghai(date(2026, 3, 27), 17))
    assert office.turn(shanghai(date(2026, 3, 27), 16)).state == "grace"
    over = office.turn(shanghai(date(2026, 3, 27), 17))
    assert (over.state, over.light, over.next_at) == ("revoked", "grey", None)
    assert over.revocation is not None
    boss = next(person for person in office.story.do(people.list_people) if "supervisor" in person.roles)
    paper = office.story.do(documents.read, over.revocation, boss)
    assert paper.number == "容缺撤〔2026〕1号"
    assert office.told() == ["conditional_reminder", "conditional_late", "conditional_revoked"]
    assert [step.command for step in over.history] == ["approve", "remind", "lapse", "revoke"]


def test_after_an_outage_nobody_loses_the_grace(office: Office) -> None:
    back = shanghai(date(2026, 4, 8), 10)
    seen = office.turn(back)
    assert (seen.state, seen.grace_until) == ("grace", shanghai(date(2026, 4, 15), 17))


def test_the_last_paper_completes_the_case(office: Office) -> None:
    assert office.receive(0, NOON).state == "open"
    done = office.receive(1, NOON + timedelta(hours=1))
    assert (done.state, done.light, done.next_at) == ("completed", "green", None)
    assert [step.command for step in done.history] == ["approve", "receive", "receive", "complete"]
    with pytest.raises(Conflict):
        office.receive(1, NOON)


def test_a_late_paper_that_comes_in_or_is_extended_ends_the_grace(office: Office) -> None:
    later = shanghai(FIRST, 18)
    office.turn(later)
    assert office.turn(later).state == "grace"
    extended = office.extend(0, date(2026, 3, 30), later)
    assert (extended.state, extended.grace_until, extended.papers[0].first_due_on) == ("open", None, FIRST)
    with pytest.raises(Conflict, match="不能再延"):
        office.extend(0, date(2026, 4, 2), later)
    assert office.receive(0, later).state == "open"


def test_a_reminder_is_given_again_for_the_extended_day(office: Office) -> None:
    office.turn(shanghai(date(2026, 3, 17), 9))
    office.extend(0, date(2026, 3, 30), shanghai(date(2026, 3, 18), 9))
    office.turn(shanghai(date(2026, 3, 27), 9))
    assert office.told() == ["conditional_reminder", "conditional_reminder"]


def test_two_nodes_at_once_revoke_once(office: Office) -> None:
    office.turn(shanghai(FIRST, 18))
    office.turn(shanghai(FIRST, 18))
    together = Barrier(4)

    def turn(_n: int) -> int:
        together.wait(10)
        return office.story.do(watch.watch, shanghai(date(2026, 3, 27), 18))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(turn, range(4))) == 1
    assert [step.command for step in office.seen().history].count("revoke") == 1
    assert office.told().count("conditional_revoked") == 1


def test_a_stale_version_is_told_what_happened_meanwhile(office: Office) -> None:
    seen = office.seen()
    office.receive(0, NOON)
    with pytest.raises(Conflict, match="收到材料"):
        office.story.do(
            service.receive, seen.id, PaperReceipt(version=seen.version, paper=seen.papers[1].id), by=office.clerk, at=NOON
        )


def test_only_the_own_unit_handles_a_case_and_revoking_is_for_the_grace(office: Office) -> None:
    stranger = office.story.person("other", "handler", unit="Q-CG")
    seen = office.seen()
    receipt = PaperReceipt(version=seen.version, paper=seen.papers[0].id)
    with pytest.raises(NotAllowed):
        office.story.do(service.receive, seen.id, receipt, by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        office.seen(by=stranger)
    with pytest.raises(Conflict, match="不能撤销"):
        office.story.do(service.revoke, seen.id, ConditionalRevocation(version=seen.version, reason="x"), by=office.boss, at=NOON)
    inspector = office.story.person("eye", "inspector")
    assert office.seen(by=inspector).phone == "164****5678"


def test_a_case_names_a_ticket_of_its_own_unit_and_days_to_come(office: Office) -> None:
    foreign = a_ticket(office.story, unit_code="Q-CG")
    with pytest.raises(BadInput, match="不由这个单位"):
        office.approve(ticket=foreign)
    with pytest.raises(BadInput, match="今天之后"):
        office.approve(papers=(MissingPaperIn(name="a", due_on=date(2026, 3, 4)),))
    with pytest.raises(BadInput, match="重复"):
        office.approve(papers=(MissingPaperIn(name="a", due_on=FIRST), MissingPaperIn(name="a", due_on=SECOND)))


def test_the_years_rate_is_over_cases_that_are_over(office: Office) -> None:
    office.receive(0, NOON)
    office.receive(1, NOON)
    office.approve()
    found = office.story.do(reading.figures, 2026, by=office.boss)
    assert (found.cases, found.open, found.completed_rate.numerator, found.completed_rate.percent) == (2, 1, 1, 100.0)
    assert len(office.story.do(reading.cases, by=office.clerk, at=NOON, state="open").items) == 1
