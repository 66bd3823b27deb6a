"""Bulletins on both databases: rates out of rows, frozen when issued, issued once, corrections beside them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.evaluation.test_service import TOMORROW, says, waiting
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import NOISE, row_of, several, ticket, turn
from tests.ticketing.supervision.people import actor
from tests.ticketing.tickets.scene import Scene
from ticketing.bulletins import paper, service
from ticketing.bulletins.models import BulletinRow
from ticketing.bulletins.schemas import BulletinFigures, BulletinIn, BulletinOut, UnitFigures
from ticketing.documents.content import Paragraph, Table
from ticketing.evaluation import repository
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.schemas import ReviewIn
from ticketing.notices.models import NoticeRow
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketLegRow, TicketRow, TicketStepRow
from ticketing.uow import UnitOfWork

MARCH, APRIL = date(2026, 3, 4), datetime.fromisoformat("2026-04-01T08:00+08:00")


def analyst(story: Story, name: str = "an1") -> Actor:
    return actor(story, name, "analyst")


def counted(story: Story, day: date = MARCH, kind: str = "monthly") -> BulletinFigures:
    return story.do(service.preview, kind, day, now=APRIL).figures


def issued(story: Story, who: Actor, **more: str) -> BulletinOut:
    return story.do(service.issue, BulletinIn(kind="monthly", day=MARCH, **more), actor=who, at=APRIL)


def unit_line(figures: BulletinFigures, code: str) -> UnitFigures:
    [found] = [one for group in figures.groups for one in (*group.ranked, *group.apart) if one.unit.code == code]
    return found


def set_rows(story: Story, id: str, **values: object) -> None:
    def write(uow: UnitOfWork) -> None:
        row = uow.session.get_one(TicketRow, id)
        for name, value in values.items():
            setattr(row, name, value)

    story.do(write)


def test_received_tickets_are_counted_by_local_days_with_both_years(story: Story) -> None:
    for at in ("2026-02-28T23:59+08:00", "2026-03-01T00:00+08:00", "2026-03-31T23:59+08:00", "2025-03-15T12:00+08:00"):
        ticket(story, datetime.fromisoformat(at))
    figures = counted(story)
    assert (figures.received, figures.on_before.last, figures.on_last_year.last) == (2, 1, 1)
    assert (figures.on_before.words, figures.trend[0].count, figures.trend[-1].count) == ("+100.00 %", 1, 1)
    assert sum(point.count for point in figures.trend) == 2
    assert counted(story, date(2026, 3, 1), "daily").trend[0].model_dump() == {"label": "0时", "count": 1}


def test_response_is_signed_and_contacted_in_time_of_those_due(story: Story) -> None:
    ids = several(story, [NOON] * 4)

    def act(uow: UnitOfWork) -> None:
        for id, (signed, contacted) in zip(ids, ((1, 20), (3, 20), (1, 30), (1, None)), strict=True):
            leg = uow.session.scalars(select(TicketLegRow).where(TicketLegRow.ticket_id == id)).one()
            leg.signed_at = NOON + timedelta(hours=signed)
            leg.contacted_at = NOON + timedelta(hours=contacted) if contacted else None

    story.do(act)
    response = unit_line(counted(story), "Q-CG").rates.response
    assert (response.numerator, response.denominator, response.percent) == (1, 4, 25.0)


def test_on_time_return_rework_and_extension_share_the_tickets_that_fell_due(story: Story) -> None:
    on_time, late, open_, next_month = several(story, [NOON] * 4)
    due = row_of(story, on_time).deadline
    assert due is not None
    set_rows(story, on_time, reported_at=due, returns=1)
    set_rows(story, late, reported_at=due + timedelta(seconds=1), extensions=1)
    set_rows(story, open_, reworks=1)
    set_rows(story, next_month, deadline=APRIL + timedelta(days=1), reported_at=NOON)
    rates = unit_line(counted(story), "Q-CG").rates
    assert (rates.on_time.numerator, rates.on_time.denominator) == (1, 3)
    assert [one.numerator for one in (rates.returned, rates.reworked, rates.extended)] == [1, 1, 1]
    assert {one.base for one in (rates.on_time, rates.returned, rates.reworked, rates.extended)} == {rates.on_time.base}


def test_a_rework_does_not_wash_a_late_report_clean(story: Story) -> None:
    scene = waiting(story)
    deadline = scene.read(lambda row: row.deadline)
    says(story, scene, scene.agent, solved="unsolved", grade=1)

    def again(uow: UnitOfWork) -> None:
        row = uow.session.get_one(TicketRow, scene.id)
        row.reported_at = row.deadline
        [step] = [one for one in scene_steps(uow, scene) if one.command == "report"]
        step.detail = step.detail | {"late": True}

    story.do(again)
    assert scene.read(lambda row: row.deadline) >= deadline
    on_time = unit_line(counted(story), "Q-CG").rates.on_time
    assert (on_time.numerator, on_time.denominator) == (0, 1)


def scene_steps(uow: UnitOfWork, scene: Scene) -> Sequence[TicketStepRow]:
    return uow.session.scalars(select(TicketStepRow).where(TicketStepRow.ticket_id == scene.id)).all()


def test_resolution_satisfaction_callback_and_handling_time_come_from_the_callbacks(story: Story) -> None:
    scene = waiting(story)
    says(story, scene, scene.agent, solved="solved", grade=2)
    line = unit_line(counted(story), "Q-CG")
    three = (line.rates.callback, line.rates.resolution, line.rates.satisfaction)
    assert [(one.numerator, one.denominator) for one in three] == [(1, 1), (1, 1), (0, 1)]
    assert (line.handling.tickets, line.handling.calendar_h, line.handling.working_h) == (1, 3.0, 3.0)
    assert line.first_responsible == story.database.city.unit("Q-CG").first_responsible


def test_topics_repeated_matters_and_territories(story: Story) -> None:
    several(story, [NOON + timedelta(minutes=n) for n in range(11)])
    ticket(story, NOON, said=NOISE)
    turn(story, NOON + timedelta(hours=1))
    figures = counted(story)
    assert [(one.category.name, one.count) for one in figures.hot] == [("路灯不亮", 11), ("夜间施工噪声", 1)]
    assert [one.category.name for one in figures.rising] == ["路灯不亮"]
    [matter] = figures.repeated
    assert (matter.title, matter.reports, matter.concentrated) == ("路灯不亮", 11, True)
    street = next(one for one in figures.territories if one.unit.code == "S1")
    assert (street.tickets, street.per_10k) == (12, round(12 * 10_000 / street.population, 2))
    assert {one.code: one.count for one in figures.supervision if one.count} == {"early_warning": 1, "notice": 1}


def test_a_period_that_is_not_over_is_only_looked_at(story: Story) -> None:
    who = analyst(story)
    with pytest.raises(Conflict, match="尚未结束"):
        story.do(service.issue, BulletinIn(kind="monthly", day=MARCH), actor=who, at=NOON)
    shown = story.do(service.preview, "monthly", MARCH, now=NOON)
    assert (shown.complete, shown.issued) == (False, None)


def test_an_agent_issues_no_bulletin(story: Story) -> None:
    with pytest.raises(NotAllowed):
        issued(story, actor(story, "a1", "agent"))


def test_what_was_issued_stays_and_what_changes_later_is_a_correction(story: Story) -> None:
    scene = waiting(story)
    says(story, scene, scene.agent, solved="solved", grade=1)
    who = analyst(story)
    bulletin = issued(story, who, theme="路灯维护", remarks="联系13912345678")
    assert (bulletin.number, bulletin.remarks) == ("月报〔2026〕1号", "联系139****5678")
    assert story.do(service.drift, bulletin.id, now=APRIL) == ()
    with pytest.raises(Conflict, match="没有可更正"):
        story.do(service.correct, bulletin.id, "复核", actor=who, at=APRIL)
    handler = actor(story, "h9", "handler", unit="Q-CG")
    [row] = scene.story.do(lambda uow: [one.id for one in repository.of_ticket(uow, scene.id)])
    story.do(evaluation.appeal, row, "恶意差评", actor=handler, at=TOMORROW)
    story.do(
        evaluation.review, row, ReviewIn(uphold=True, review="属实", solved="solved", grade=4), actor=scene.inspector, at=APRIL
    )
    found = {one.what: (one.issued, one.now) for one in story.do(service.drift, bulletin.id, now=APRIL)}
    name = story.database.city.unit("Q-CG").name
    assert found[f"{name} 满意率"] == ("0.00%（0/1）", "100.00%（1/1）")
    after = story.do(service.correct, bulletin.id, "申诉复核属实", actor=who, at=APRIL)
    assert after.figures == bulletin.figures
    assert [one.reason for one in after.corrected] == ["申诉复核属实"]
    assert story.do(service.drift, bulletin.id, now=APRIL) == ()
    with pytest.raises(BadInput, match="更正原因"):
        story.do(service.correct, bulletin.id, " ", actor=who, at=APRIL)


def test_a_monthly_bulletin_is_told_to_the_units_that_it_names_and_reads_as_a_paper(story: Story) -> None:
    several(story, [NOON] * 2)
    actor(story, "h1", "handler", unit="Q-CG")
    bulletin = issued(story, analyst(story), theme="路灯维护")
    told = story.do(lambda uow: uow.session.scalars(select(NoticeRow).where(NoticeRow.kind == "bulletin")).all())
    assert any(row.link == f"/bulletins?bulletin={bulletin.id}" for row in told)
    content = paper.written(bulletin.figures, issuer="热线", day=MARCH, theme="路灯维护", final=True)
    said = " ".join(block.text for block in content.blocks if isinstance(block, Paragraph))
    assert "2026年3月，热线共受理诉求2件" in said
    assert "路灯维护" in said
    tables = [block for block in content.blocks if isinstance(block, Table) and "名次" in block.columns]
    assert any(row[0] == "单列" for block in tables for row in block.rows)


def test_two_who_issue_a_period_at_once_issue_it_once(story: Story) -> None:
    ticket(story)
    who, together = analyst(story), Barrier(3)

    def issue(_n: int) -> str:
        together.wait(10)
        try:
            return issued(story, who).number
        except Conflict:
            return ""

    with ThreadPoolExecutor(3) as pool:
        numbers = sorted(pool.map(issue, range(3)))
    assert numbers == ["", "", "月报〔2026〕1号"]
    assert story.do(lambda uow: uow.session.scalar(select(func.count()).select_from(BulletinRow))) == 1
    assert [one.number for one in story.do(service.listed).items] == ["月报〔2026〕1号"]


def test_a_city_without_a_ticket_has_a_bulletin_that_says_so(story: Story) -> None:
    figures = counted(story)
    assert (figures.received, figures.hot, figures.rates.on_time.percent) == (0, (), None)
    assert "无可比数据" in str(paper.written(figures, issuer="热线", day=MARCH).blocks)
