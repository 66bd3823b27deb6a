"""Papers of the ladder: numbered, due in working days, replied to, judged, raised, and told when late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import row_of, ticket, walked
from tests.ticketing.supervision.people import actor, handler, inspector
from ticketing.documents import service as documents
from ticketing.documents.pdf import as_pdf
from ticketing.documents.word import as_docx
from ticketing.people import repository as people
from ticketing.supervision import ladder, papers, reading, scoreboard, transfers, watch
from ticketing.supervision.papers import NewPaper

ZONE = ZoneInfo("Asia/Shanghai")
LATER = NOON + timedelta(days=10)


def urge(story: Story, id: str, who: object) -> str:
    new = NewPaper(rung="urge", ground="due_soon", text="请抓紧办理", ticket=id)
    return story.do(ladder.start, new, actor=who, at=NOON).id


def raised(story: Story, id: str, who: object, at: datetime = NOON) -> str:
    return story.do(ladder.climb, id, "unanswered", "逾期未回复", actor=who, at=at).id


def test_a_paper_has_a_number_of_its_series_a_due_time_in_working_days_and_tells_the_unit(story: Story) -> None:
    who = inspector(story)
    row = story.do(papers.paper_row, urge(story, ticket(story), who))
    assert (row.number, row.state, row.unit_code, row.unit_name) == ("催办〔2026〕1号", "issued", "Q-CG", "市城市管理局")
    assert row.due_at == datetime(2026, 3, 5, 17, 0, tzinfo=ZONE).astimezone(UTC)
    notice = NewPaper(rung="notice", ground="instruction", text="请即办", ticket=ticket(story))
    assert story.do(ladder.start, notice, actor=who, at=NOON).number == "督办〔2026〕1号"


def test_a_paper_can_be_printed_again_as_pdf_and_word(story: Story) -> None:
    who = inspector(story)
    row = story.do(papers.paper_row, raised(story, urge(story, ticket(story), who), who))
    me = story.do(lambda uow: people.person_out(people.person_row(uow, who.id)))
    paper = story.do(documents.read, row.document_id, me)
    said = repr(paper)
    assert (paper.number, paper.addressee) == (row.number, "市城市管理局")
    assert "催办〔2026〕1号（催办）" in said
    assert "桥头小区门口的路灯坏了好几天" in said
    assert "2026年03月09日17:00" in said
    assert as_pdf(paper).startswith(b"%PDF")
    assert as_docx(paper).startswith(b"PK")


def test_a_climb_goes_rung_by_rung_and_ends_the_paper_below(story: Story) -> None:
    who = inspector(story)
    first = urge(story, ticket(story), who)
    climb = [first]
    for rung in ("notice", "pool", "warning_letter", "interview"):
        climb.append(raised(story, climb[-1], who))
        assert story.do(papers.paper_row, climb[-1]).rung == rung
    states = [story.do(papers.paper_row, id).state for id in climb]
    assert states == ["raised", "raised", "raised", "raised", "issued"]
    assert {story.do(papers.paper_row, id).root_id for id in climb} == {first}
    with pytest.raises(BadInput, match="移送"):
        raised(story, climb[-1], who)


def test_one_matter_and_unit_is_climbed_once_at_a_time_also_by_two_at_once(story: Story) -> None:
    who, id = inspector(story), ticket(story)
    together = Barrier(3)

    def start(_n: int) -> bool:
        together.wait(10)
        try:
            urge(story, id, who)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(start, range(3))) == [False, False, True]


def test_the_unit_replies_and_the_inspector_accepts_or_sends_back_by_a_new_due_time(story: Story) -> None:
    who, unit = inspector(story), handler(story)
    id = urge(story, ticket(story), who)
    with pytest.raises(NotAllowed):
        story.do(ladder.reply, id, "已办", actor=handler(story, "h2", "Q-HB"), at=NOON)
    story.do(ladder.reply, id, "正在修", actor=unit, at=NOON + timedelta(hours=1))
    back = story.do(ladder.send_back, id, "没有时限", actor=who, at=NOON + timedelta(hours=2))
    assert (back.state, back.due_at) == ("issued", datetime(2026, 3, 6, 17, 0, tzinfo=ZONE).astimezone(UTC))
    story.do(ladder.reply, id, "今晚修好", actor=unit, at=NOON + timedelta(hours=3))
    assert story.do(ladder.accept, id, "", actor=who, at=NOON + timedelta(hours=4)).state == "accepted"
    shown = story.do(reading.paper, id, NOON, who)
    assert [step.command for step in shown.history] == ["issue", "reply", "send_back", "reply", "accept"]
    assert (shown.reply, shown.lamp, shown.next) == ("今晚修好", "green", None)
    with pytest.raises(Conflict):
        story.do(ladder.reply, id, "再说", actor=unit, at=LATER)


def test_a_late_reply_is_seen_and_scored_once(story: Story) -> None:
    who, unit = inspector(story), handler(story)
    id = urge(story, ticket(story), who)
    story.do(ladder.reply, id, "晚了", actor=unit, at=LATER)
    story.do(ladder.send_back, id, "再报", actor=who, at=LATER)
    story.do(ladder.reply, id, "又晚了", actor=unit, at=LATER + timedelta(days=9))
    assert story.do(papers.paper_row, id).late
    found = story.do(scoreboard.entries).items
    assert [(entry.points, entry.ground) for entry in found] == [(0.5, "unanswered")]


def test_an_overdue_reply_is_told_once_with_the_next_rung_proposed_and_nothing_rises_by_itself(story: Story) -> None:
    who = inspector(story)
    id = urge(story, ticket(story), who)
    for now in (NOON + timedelta(hours=1), LATER, LATER + timedelta(minutes=1)):
        story.do(watch.look_through, now)
    told = [event["text"] for event in story.sent("notice") if "建议升级" in event["text"]]
    assert told == ["催办〔2026〕1号（市城市管理局）逾期未回复，建议升级为督办通知，请确认。"]
    assert story.do(papers.paper_row, id).state == "issued"
    shown = story.do(reading.papers, LATER, only="overdue").items
    assert [(one.id, one.lamp, one.overdue, one.age_days) for one in shown] == [(id, "red", True, 10)]


def test_two_who_look_through_at_once_tell_an_overdue_reply_once(story: Story) -> None:
    urge(story, ticket(story), inspector(story))
    together = Barrier(3)

    def look(_n: int) -> None:
        together.wait(10)
        story.do(watch.look_through, LATER)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(look, range(3)))
    assert sum("建议升级" in event["text"] for event in story.sent("notice")) == 1


def test_of_two_who_step_a_paper_as_they_saw_it_the_second_is_told(story: Story) -> None:
    who = inspector(story)
    id = urge(story, ticket(story), who)
    seen = story.do(papers.paper_row, id).version
    story.do(ladder.reply, id, "办", actor=handler(story), at=NOON, version=seen)
    with pytest.raises(Conflict, match="他人"):
        story.do(ladder.withdraw, id, "误发", actor=who, at=NOON, version=seen)


def test_withdrawn_its_points_come_back(story: Story) -> None:
    who = inspector(story)
    new = NewPaper(rung="notice", ground="instruction", text="请即办", ticket=ticket(story))
    id = story.do(ladder.start, new, actor=who, at=NOON).id
    story.do(ladder.withdraw, id, "误发", actor=who, at=NOON)
    assert [entry.points for entry in story.do(scoreboard.entries).items] == [-1.0, 1.0]


def test_the_pool_is_lifted_level_by_level_and_told_when_its_review_is_due(story: Story) -> None:
    who = inspector(story)
    id = raised(story, raised(story, urge(story, ticket(story), who), who), who)
    assert story.do(papers.paper_row, id).pool_level == "hotline"
    for level in ("inspection_office", "discipline"):
        assert story.do(ladder.lift, id, "仍未整改", actor=who, at=NOON).pool_level == level
    with pytest.raises(Conflict, match="最高"):
        story.do(ladder.lift, id, "再提", actor=who, at=NOON)
    due = NOON + timedelta(days=14)
    for now in (due - timedelta(minutes=1), due, due + timedelta(minutes=1)):
        story.do(watch.look_through, now)
    assert sum("复核时间" in event["text"] for event in story.sent("notice")) == 1
    story.do(ladder.review, id, "正在整改", due + timedelta(days=7), actor=who, at=due)
    story.do(watch.look_through, due + timedelta(days=7))
    assert sum("复核时间" in event["text"] for event in story.sent("notice")) == 2


def test_a_transfer_is_asked_with_evidence_by_one_and_approved_by_another(story: Story) -> None:
    asker, other = inspector(story), actor(story, "s1", "supervisor")
    id = ticket(story)
    walked(story, id, "sign", "start_handling")
    with pytest.raises(BadInput, match="证据"):
        story.do(transfers.ask, id, "inaction", "拖延", " ", actor=asker, at=NOON)
    asked = story.do(transfers.ask, id, "inaction", "拖延三月不办", "工单记录", actor=asker, at=NOON)
    assert (asked.state, asked.number) == ("asked", "")
    with pytest.raises(NotAllowed, match="提请人"):
        story.do(transfers.approve, asked.id, "", actor=asker, at=NOON)
    done = story.do(transfers.approve, asked.id, "同意", actor=other, at=NOON)
    assert (done.state, done.number) == ("approved", "移送〔2026〕1号")
    assert row_of(story, id).state == "transferred"
    assert [entry.points for entry in story.do(scoreboard.entries).items] == [10.0]
    with pytest.raises(NotAllowed):
        story.do(reading.paper, asked.id, NOON, handler(story))


def test_a_transfer_that_is_refused_has_a_reason_and_leaves_the_ticket_and_the_climb_where_they_were(story: Story) -> None:
    asker, other = inspector(story), actor(story, "s1", "supervisor")
    id = ticket(story)
    walked(story, id, "sign", "start_handling")
    climb = urge(story, id, asker)
    for _ in range(4):
        climb = raised(story, climb, asker)
    asked = story.do(transfers.ask, id, "perfunctory", "敷衍", "约谈记录", actor=asker, at=NOON, above=climb)
    with pytest.raises(BadInput):
        story.do(transfers.refuse, asked.id, "", actor=other, at=NOON)
    story.do(transfers.refuse, asked.id, "证据不足", actor=other, at=NOON)
    assert (row_of(story, id).state, story.do(papers.paper_row, climb).state) == ("handling", "issued")
    again = story.do(transfers.ask, id, "perfunctory", "敷衍", "新证据", actor=asker, at=NOON, above=climb)
    story.do(transfers.approve, again.id, "", actor=other, at=NOON)
    assert story.do(papers.paper_row, climb).state == "raised"


def test_what_is_open_for_long_is_marked_once_when_it_becomes_old(story: Story) -> None:
    old, young = ticket(story), ticket(story, NOON + timedelta(days=5))
    for days in (29, 30, 31):
        story.do(watch.look_through, NOON + timedelta(days=days))
    assert ("long_running" in row_of(story, old).flags, "long_running" in row_of(story, young).flags) == (True, False)
    story.do(watch.look_through, NOON + timedelta(days=36))
    assert "long_running" in row_of(story, young).flags
