"""Disputes: talked about in rounds by all four until there is an agreement; the rate of complex ones."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.disputes import service as disputes
from ticketing.disputes.schemas import DisputeIn, DisputeOut, TalkIn
from ticketing.disputes.states import TABLE
from ticketing.meetings import service as meetings
from ticketing.tickets.actor import Actor

NEW = DisputeIn(
    title="物业费与电梯维修纠纷",
    representative="王小明",
    representative_phone="16412345678",
    complained_of="某物业公司",
    supervising_unit="Q-CG",
)
TALK = TalkIn(starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=2), place="社区会客厅")


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "d1", "dispatcher")


def talked(story: Story, convener: Actor, dispute: DisputeOut, day: float = 1) -> DisputeOut:
    """One round, called and held."""
    start = NOON + timedelta(days=day)
    talk = TALK.model_copy(update={"starts_at": start, "ends_at": start + timedelta(hours=1)})
    found = story.do(disputes.talk, dispute.id, talk, version=dispute.version, actor=convener, at=NOON)
    meeting = found.talks[-1]
    called = story.do(meetings.invite, meeting.id, version=meeting.version, actor=convener, at=NOON)
    story.do(meetings.hold, meeting.id, "各方陈述", version=called.version, actor=convener, at=start)
    return found


def ended(story: Story, convener: Actor, *, settled: bool, complex: bool = True, day: float = 1) -> None:
    new = NEW.model_copy(update={"complex": complex})
    dispute = talked(story, convener, story.do(disputes.open_dispute, new, actor=convener, at=NOON), day)
    act = disputes.settle if settled else disputes.fail
    story.do(act, dispute.id, "分期付清", version=dispute.version, actor=convener, at=NOON + timedelta(days=day))


def test_every_step_is_named() -> None:
    assert {command for _, command in TABLE.steps} <= set(TABLE.commands)


def test_a_round_of_talks_brings_all_four_parties(story: Story, convener: Actor) -> None:
    dispute = story.do(disputes.open_dispute, NEW, actor=convener, at=NOON)
    found = story.do(disputes.talk, dispute.id, TALK, version=dispute.version, actor=convener, at=NOON)
    assert (found.rounds, found.talks[0].round, found.talks[0].kind) == (1, 1, "four_party")
    meeting = story.do(meetings.get, found.talks[0].id, actor=convener, now=NOON)
    assert [party.role for party in meeting.parties] == ["host", "representative", "complained_of", "supervising"]
    assert meeting.missing == ()


def test_the_citizens_order_whom_they_want_to_hear(story: Story, convener: Actor) -> None:
    with pytest.raises(BadInput):
        story.do(disputes.open_dispute, NEW.model_copy(update={"called_by": "citizen"}), actor=convener, at=NOON)
    ordered = NEW.model_copy(update={"called_by": "citizen", "ordered": ("Q-HB", "S1", "Q-CG")})
    dispute = story.do(disputes.open_dispute, ordered, actor=convener, at=NOON)
    found = story.do(disputes.talk, dispute.id, TALK, version=dispute.version, actor=convener, at=NOON)
    parties = story.do(meetings.get, found.talks[0].id, actor=convener, now=NOON).parties
    assert [party.unit.code for party in parties if party.role == "concerned" and party.unit] == ["Q-HB", "S1"]
    assert story.do(disputes.figures, 2026).by_citizens == 1


def test_rounds_go_on_until_it_is_settled_and_one_at_a_time(story: Story, convener: Actor) -> None:
    dispute = story.do(disputes.open_dispute, NEW, actor=convener, at=NOON)
    with pytest.raises(Conflict, match="还没有开过会谈"):
        story.do(disputes.settle, dispute.id, "同意", version=dispute.version, actor=convener, at=NOON)
    first = talked(story, convener, dispute)
    second = talked(story, convener, first, day=8)
    third = story.do(disputes.talk, dispute.id, TALK, version=second.version, actor=convener, at=NOON)
    with pytest.raises(Conflict, match="上一轮"):
        story.do(disputes.talk, dispute.id, TALK, version=third.version, actor=convener, at=NOON)
    done = story.do(disputes.settle, dispute.id, "物业费减半，电梯月底修复", version=third.version, actor=convener, at=NOON)
    assert (done.state, done.agreement, done.rounds) == ("settled", "物业费减半，电梯月底修复", 3)


def test_the_rate_of_complex_disputes_has_its_base_and_leaves_out_simple_and_withdrawn_ones(
    story: Story, convener: Actor
) -> None:
    for n in range(5):
        ended(story, convener, settled=n != 4)
    ended(story, convener, settled=False, complex=False)
    gone = story.do(disputes.open_dispute, NEW, actor=convener, at=NOON)
    story.do(disputes.withdraw, gone.id, "双方自行和解", version=gone.version, actor=convener, at=NOON)
    found = story.do(disputes.figures, 2026)
    rate = found.complex_resolution
    assert (rate.numerator, rate.denominator, rate.percent) == (4, 5, 80.0)
    assert "复杂" in rate.base
    assert (found.goal, found.complex_resolution_last_year.percent, found.rounds) == (85.0, None, 6)


def test_an_agreement_that_does_not_hold_is_opened_again_and_counts_no_more(story: Story, convener: Actor) -> None:
    ended(story, convener, settled=True)
    [dispute] = story.do(disputes.list_disputes, actor=convener).items
    again = story.do(disputes.reopen, dispute.id, "物业未履行", version=dispute.version, actor=convener, at=NOON)
    assert (again.state, again.agreement) == ("open", "")
    assert story.do(disputes.figures, 2026).complex_resolution.denominator == 0


def test_a_unit_sees_its_own_disputes_with_citizens_masked(story: Story, convener: Actor) -> None:
    dispute = story.do(disputes.open_dispute, NEW, actor=convener, at=NOON)
    own, other = (joint.actor(story, name, "handler", unit=unit) for name, unit in (("h1", "Q-CG"), ("h2", "Q-HB")))
    seen = story.do(disputes.get, dispute.id, actor=own)
    assert (seen.representative, seen.representative_phone, seen.allowed) == ("王**", "164****5678", ())
    assert story.do(disputes.list_disputes, actor=other).items == ()
    with pytest.raises(NotAllowed):
        story.do(disputes.get, dispute.id, actor=other)
    with pytest.raises(NotAllowed):
        story.do(disputes.settle, dispute.id, "x", version=dispute.version, actor=own, at=NOON)


def test_a_unit_that_the_citizens_ordered_finds_the_dispute_in_its_list(story: Story, convener: Actor) -> None:
    ordered = NEW.model_copy(update={"called_by": "citizen", "ordered": ("Q-HB",)})
    made = story.do(disputes.open_dispute, ordered, actor=convener, at=NOON)
    chosen, other = (joint.actor(story, name, "handler", unit=unit) for name, unit in (("h2", "Q-HB"), ("h3", "S1")))
    assert [one.id for one in story.do(disputes.list_disputes, actor=chosen).items] == [made.id]
    assert story.do(disputes.list_disputes, actor=other).items == ()
