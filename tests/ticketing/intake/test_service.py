"""Every channel yields the same draft; a person accepts it, and it ends once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.intake import service as intake
from ticketing.intake.acceptance import light
from ticketing.intake.schemas import IntakeDetail, IntakeFacts, IntakeIn, Written
from ticketing.tickets import service as tickets

LAMP = "桥头小区的路灯坏了三天，请尽快修理。"
HOUR = timedelta(hours=1)


def written(story: Story, by: str, channel: Written = "walk_in", **more: Any) -> IntakeDetail:
    known: dict[str, Any] = {"caller_name": "李先生", "caller_number": "16412345678"}
    if channel in ("grid", "chat"):
        known = {"facts": IntakeFacts(group="桥头小区业主群")}
    if channel == "110":
        known["external_id"] = "110-0001"
    return story.do(intake.write_down, IntakeIn.model_validate({"channel": channel, "text": LAMP} | known | more), by, NOON)


@pytest.mark.parametrize("channel", ["walk_in", "grid", "chat", "110"])
def test_every_channel_yields_a_draft_filled_from_its_words(story: Story, channel: Written) -> None:
    found = written(story, story.person("a1"), channel)
    assert found.channel == found.draft.channel == channel
    assert found.draft.call_id is None
    assert found.draft.matter == LAMP
    assert found.draft.category is not None
    assert found.draft.place is not None
    assert (found.draft.category.code, found.draft.place.street_code) == ("0101010101", "S1")
    assert found.draft.evidence["category"].segment == found.id
    assert found.origin == found.draft.origin == ("proactive" if channel in ("grid", "chat") else "reactive")


def test_a_call_is_an_intake_too_and_its_ticket_knows_it(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    assert story.do(intake.get, call, NOON).state == "accepted"
    ticket = story.do(drafts.answer, call, None, "已答复", agent, NOON)
    assert (ticket.intake_id, ticket.channel) == (call, "telephone")
    assert story.do(intake.get, call, NOON).state == "answered"


def test_the_ticket_knows_channel_origin_and_intake(story: Story) -> None:
    clerk = story.person("a1")
    found = written(story, clerk, "chat")
    ticket = story.do(drafts.dispatch, found.id, None, clerk, NOON)
    assert (ticket.intake_id, ticket.channel, ticket.origin, ticket.call_id) == (found.id, "chat", "proactive", None)
    now = story.do(intake.get, found.id, NOON)
    assert (now.state, now.ticket and now.ticket.id) == ("dispatched", ticket.id)


def test_what_is_left_for_others_waits_for_acceptance_with_a_clock(story: Story) -> None:
    clerk, other = story.person("a1"), story.person("a2")
    found = written(story, clerk, accept=False)
    assert (found.state, found.accept_due) == ("received", NOON + HOUR)
    with pytest.raises(Conflict, match="先受理"):
        story.do(drafts.edit, found.id, 1, {"title": "x"}, clerk, NOON)
    story.do(intake.accept, found.id, other, NOON)
    with pytest.raises(NotAllowed):
        story.do(drafts.edit, found.id, found.draft.version, {"title": "x"}, clerk, NOON)
    assert story.do(drafts.edit, found.id, found.draft.version, {"title": "灯"}, other, NOON).title == "灯"


def test_of_two_who_accept_at_once_one_does_and_the_other_hears_who(story: Story) -> None:
    found = written(story, story.person("a0"), accept=False)
    clerks = [story.person(f"a{n}") for n in range(1, 4)]
    together = Barrier(len(clerks))

    def accept(clerk: str) -> str:
        together.wait(10)
        try:
            story.do(intake.accept, found.id, clerk, NOON)
        except Conflict as error:
            return error.what
        return "mine"

    with ThreadPoolExecutor(len(clerks)) as pool:
        said = list(pool.map(accept, clerks))
    winner = story.do(intake.get, found.id, NOON).accepted_by
    assert winner is not None
    assert sorted(said) == sorted(["mine"] + [f"这件收件已由{winner.name}受理。"] * 2)


def test_given_back_it_waits_for_others_with_its_first_clock(story: Story) -> None:
    clerk, other = story.person("a1"), story.person("a2")
    found = written(story, clerk)
    back = story.do(intake.release, found.id, "不是我熟悉的行业", clerk, NOON + HOUR)
    assert (back.state, back.accepted_by, back.accept_due) == ("received", None, NOON + HOUR)
    story.do(intake.accept, found.id, other, NOON + HOUR)
    assert story.do(drafts.get, found.id).agent == other


def test_a_strangers_matter_is_left_alone_but_not_by_a_dispatcher(story: Story) -> None:
    found = written(story, story.person("a1"))
    with pytest.raises(NotAllowed):
        story.do(intake.close, found.id, "重复", story.person("a2"), NOON)
    assert story.do(intake.close, found.id, "重复", story.person("d1", "dispatcher"), NOON).state == "closed"


def test_what_is_added_is_read_into_fields_that_nobody_edited(story: Story) -> None:
    clerk = story.person("a1")
    found = written(story, clerk, text="想反映一个情况。")
    story.do(drafts.edit, found.id, found.draft.version, {"title": "我写的标题"}, clerk, NOON)
    story.do(intake.ask, found.id, "请说明地点", clerk, NOON)
    now = story.do(intake.supplement, found.id, LAMP, clerk, NOON)
    assert (now.state, now.draft.title) == ("accepted", "我写的标题")
    assert now.draft.category is not None
    assert now.draft.category.code == "0101010101"


def test_answered_in_the_group_it_is_a_prevented_ticket_and_no_draft_stays(story: Story) -> None:
    clerk = story.person("a1")
    found = written(story, clerk, "chat")
    story.do(intake.coordinate, found.id, "已联系路灯所，下午到场", clerk, NOON)
    done = story.do(intake.prevent, found.id, "路灯已修好，请邻居们放心。", clerk, NOON)
    assert (done.state, done.draft.status, done.answer) == ("prevented", "closed", "路灯已修好，请邻居们放心。")
    assert [one.command for one in done.steps] == ["receive", "accept", "coordinate", "prevent"]
    with pytest.raises(BadInput, match="未诉先办"):
        story.do(intake.prevent, written(story, clerk).id, "x", clerk, NOON)


def test_a_caller_of_another_channel_joins_an_open_ticket_and_is_taken_back(story: Story) -> None:
    clerk = story.person("a1")
    first = story.do(drafts.dispatch, written(story, clerk).id, None, clerk, NOON)
    second = written(story, clerk, text="路灯还是不亮，我也反映一下。")
    joined = story.do(drafts.join, second.id, None, first.id, clerk, NOON)
    assert (joined.callers_count, joined.callers[0].intake_id, joined.callers[0].call_id) == (2, second.id, None)
    assert story.do(intake.get, second.id, NOON).state == "joined"
    story.do(drafts.leave, second.id, clerk, NOON)
    assert story.do(intake.get, second.id, NOON).state == "accepted"
    assert story.do(tickets.get, first.id).callers_count == 1


def test_a_transfer_from_110_keeps_its_number_and_comes_once(story: Story) -> None:
    clerk = story.person("a1")
    with pytest.raises(BadInput, match="警情编号"):
        written(story, clerk, "110", external_id=None)
    assert written(story, clerk, "110").external_id == "110-0001"
    with pytest.raises(Conflict, match="110-0001"):
        written(story, clerk, "110")


def test_an_unclear_transfer_is_conferred_on_and_goes_to_who_takes_it(story: Story) -> None:
    clerk = story.person("a1")
    unclear = IntakeFacts(first="police", unclear=True)
    ours = written(story, clerk, "110", external_id="a", facts=unclear)
    assert ours.state == "received"
    taken = story.do(intake.confer, ours.id, "hotline", "王警官", clerk, NOON)
    assert (taken.state, taken.facts.agreed, taken.facts.officer) == ("accepted", "hotline", "王警官")
    theirs = written(story, clerk, "110", external_id="b", facts=unclear)
    assert story.do(intake.confer, theirs.id, None, "", clerk, NOON).state == "handed_back"
    first_ours = written(story, clerk, "110", external_id="c", facts=IntakeFacts(first="hotline", unclear=True))
    assert story.do(intake.confer, first_ours.id, None, "", clerk, NOON).state == "accepted"


def test_the_worklist_shows_what_is_due_first_first_and_counts_by_channel(story: Story) -> None:
    clerk = story.person("a1")
    mine = written(story, clerk)
    late = written(story, clerk, "grid", accept=False)
    story.answered(clerk)
    listed = story.do(intake.worklist, NOON + HOUR)
    assert [one.id for one in listed.items] == [late.id, mine.id]
    assert [one.light for one in listed.items] == ["red", "green"]
    counts = {one.channel: (one.received, one.overdue, one.accepted) for one in listed.counts}
    assert (counts["grid"], counts["walk_in"]) == ((1, 1, 0), (0, 0, 1))
    assert "telephone" not in counts
    assert [one.id for one in story.do(intake.worklist, NOON, mine=clerk).items] == [mine.id]


@pytest.mark.parametrize(("minutes", "shown"), [(0, "blue"), (47, "blue"), (48, "yellow"), (59, "yellow"), (60, "red")])
def test_the_light_turns_yellow_at_a_fifth_of_the_hour_and_red_at_its_end(minutes: int, shown: str) -> None:
    assert light(NOON, NOON + HOUR, None, NOON + timedelta(minutes=minutes), 0.2) == shown
    assert light(NOON, NOON + HOUR, NOON, NOON + timedelta(minutes=minutes), 0.2) == "green"


def test_pages_go_on_where_the_last_one_ended(story: Story) -> None:
    clerk = story.person("a1")
    made = [written(story, clerk, "grid").id for _ in range(3)]
    first = story.do(intake.list_intakes, NOON, channel="grid", limit=2)
    second = story.do(intake.list_intakes, NOON, channel="grid", limit=2, before=first.next)
    assert sorted(one.id for one in (*first.items, *second.items)) == sorted(made)
    assert second.next is None
