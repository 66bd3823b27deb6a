"""The case library: masked, versioned, published, found; clusters closed by their root cause."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.cases import clusters, searching
from ticketing.cases import service as cases
from ticketing.cases.schemas import CaseClusterIn, CaseIn, CaseOut, CaseVersionIn, RootCauseIn
from ticketing.cases.states import CASES, CLUSTERS
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

NEW = CaseIn(
    title="背街路灯三个月不亮",
    background="市民王某（电话16412345678）反映背街路灯长期不亮。",
    handling="市城管局会同供电公司排查线路。",
    outcome="更换线缆 200 米，恢复照明。",
    lesson="建立路灯巡查制度。",
    tags=("照明", "会办"),
)


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "i1", "inspector")


@pytest.fixture
def handler(story: Story) -> Actor:
    return joint.actor(story, "h1", "handler", unit="Q-CG")


def published(story: Story, convener: Actor, new: CaseIn = NEW) -> CaseOut:
    made = story.do(cases.write, new, actor=convener, at=NOON)
    return story.do(cases.publish, made.id, version=made.version, actor=convener, at=NOON)


def found(story: Story, q: str, actor: Actor) -> list[str]:
    return [one.title for one in story.do(cases.search, q, actor=actor).items]


def test_every_step_is_named() -> None:
    for table in (CASES, CLUSTERS):
        assert {command for _, command in table.steps} <= set(table.commands)


def test_a_case_holds_no_phone_and_lists_its_tickets(story: Story, convener: Actor) -> None:
    new = NEW.model_copy(update={"tickets": (joint.ticket(story, "路灯不亮，联系16412345678"),)})
    text = story.do(cases.write, new, actor=convener, at=NOON).text
    assert text is not None
    assert "164****5678" in text.background
    assert "16412345678" not in text.model_dump_json()


def test_readers_see_the_published_version_while_the_next_is_written(story: Story, convener: Actor, handler: Actor) -> None:
    made = story.do(cases.write, NEW, actor=convener, at=NOON)
    with pytest.raises(NotAllowed):
        story.do(cases.get, made.id, actor=handler)
    done = story.do(cases.publish, made.id, version=made.version, actor=convener, at=NOON)
    second = CaseVersionIn(version=done.version, **NEW.model_dump(include={"background", "handling", "outcome"}), title="新题")
    story.do(cases.revise, made.id, second, actor=convener, at=NOON)
    shown = story.do(cases.get, made.id, actor=handler).text
    assert shown is not None
    assert (shown.number, shown.title) == (1, NEW.title)
    assert found(story, "新题", handler) == []
    assert [one.number for one in story.do(cases.versions, made.id, actor=convener)] == [2, 1]
    with pytest.raises(Conflict):
        story.do(cases.publish, made.id, version=done.version, actor=convener, at=NOON)


def test_what_says_nothing_is_not_published_and_what_is_withdrawn_is_not_read(
    story: Story, convener: Actor, handler: Actor
) -> None:
    empty = story.do(cases.write, CaseIn(title="空"), actor=convener, at=NOON)
    with pytest.raises(BadInput):
        story.do(cases.publish, empty.id, version=empty.version, actor=convener, at=NOON)
    done = published(story, convener)
    gone = story.do(cases.withdraw, done.id, "当事人要求", version=done.version, actor=convener, at=NOON)
    assert found(story, "", handler) == []
    story.do(cases.publish, done.id, version=gone.version, actor=convener, at=NOON)
    assert found(story, "", handler) == [NEW.title]


def test_cases_are_found_by_words_that_may_stand_apart(story: Story, convener: Actor, handler: Actor) -> None:
    published(story, convener)
    published(
        story,
        convener,
        NEW.model_copy(update={"title": "小区停车 100% 满", "background": "", "outcome": "已增设车位", "lesson": "", "tags": ()}),
    )
    for question in ("路灯", "线缆 巡查", "照明", "背街路灯巡查制度", "更换线缆 恢复"):
        assert found(story, question, handler) == [NEW.title], question
    assert found(story, "100%", handler) == ["小区停车 100% 满"]
    assert found(story, "1_0%", handler) == []
    assert len(found(story, "", handler)) == 2


def test_a_question_is_cut_into_parts_that_must_all_be_there() -> None:
    assert searching.parts("路灯 维修") == ("路灯", "维修")
    assert searching.parts("背街路灯巡查") == ("背街", "路灯", "巡查")
    assert searching.parts("  ") == ()
    assert len(searching.parts("一二三四五六七八九十" * 9)) <= searching.MAX_PARTS


def test_a_published_case_becomes_a_numbered_bulletin(story: Story, convener: Actor) -> None:
    draft = story.do(cases.write, NEW, actor=convener, at=NOON)
    with pytest.raises(BadInput):
        story.do(cases.bulletin, draft.id, actor=convener, at=NOON)
    assert story.do(cases.bulletin, published(story, convener).id, actor=convener, at=NOON).number == "案例〔2026〕1号"


def category(story: Story) -> str:
    code: str = story.do(lambda uow: next(iter(uow.city.categories)))
    return code


def over(story: Story, *tickets: str) -> None:
    def close(uow: UnitOfWork) -> None:
        uow.session.execute(update(TicketRow).where(TicketRow.id.in_(tickets)).values(state="closed", closed_at=NOON))

    story.do(close)


def test_a_root_cause_closes_a_cluster_only_when_all_its_tickets_are_over(story: Story, convener: Actor) -> None:
    code = category(story)
    tickets = [joint.ticket(story, category=code) for _ in range(3)]
    made = story.do(
        clusters.gather, CaseClusterIn(title="路灯群", category=code, unit="Q-CG", street="S1"), actor=convener, at=NOON
    )
    assert (made.tickets, made.open_tickets) == (3, 3)
    over(story, *tickets[:2])
    note = RootCauseIn(version=made.version, cause="线缆老化", remedy="全区排查换新")
    with pytest.raises(Conflict, match="还有 1 件"):
        story.do(clusters.close, made.id, note, actor=convener, at=NOON)
    over(story, tickets[2])
    done = story.do(clusters.close, made.id, note, actor=convener, at=NOON)
    assert (done.state, done.cause, done.recurred) == ("closed", "线缆老化", 0)


def test_a_kind_that_comes_again_after_its_root_cause_is_said(story: Story, convener: Actor) -> None:
    code = category(story)
    tickets = [joint.ticket(story, category=code) for _ in range(2)]
    over(story, *tickets)
    made = story.do(clusters.gather, CaseClusterIn(title="路灯群", category=code, unit="Q-CG"), actor=convener, at=NOON)
    note = RootCauseIn(version=made.version, cause="线缆老化", remedy="换新")
    story.do(clusters.close, made.id, note, actor=convener, at=NOON - timedelta(days=1))
    joint.ticket(story, category=code)
    again = story.do(clusters.get, made.id, actor=convener)
    assert again.recurred == 3  # all three were made at noon, after the note of the day before
    back = story.do(clusters.reopen, made.id, "又反复", version=again.version, actor=convener, at=NOON)
    assert (back.state, back.recurred) == ("open", 0)


def test_one_ticket_is_no_cluster(story: Story, convener: Actor, handler: Actor) -> None:
    code = category(story)
    joint.ticket(story, category=code)
    with pytest.raises(BadInput):
        story.do(clusters.gather, CaseClusterIn(title="x", category=code, unit="Q-CG"), actor=convener, at=NOON)
    with pytest.raises(NotAllowed):
        story.do(clusters.gather, CaseClusterIn(title="x", category=code, unit="Q-CG"), actor=handler, at=NOON)
