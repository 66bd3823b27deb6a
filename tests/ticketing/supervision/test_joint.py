"""A warned matter that is handled jointly: one group of cases, whose root cause closes the matter too, and its meetings."""

import pytest

from config.errors import BadInput, Conflict, NotFound
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import LAMP, NOISE, several, ticket, turn, walked
from tests.ticketing.supervision.people import actor
from ticketing.cases import clusters as groups
from ticketing.cases.schemas import CaseClusterIn, CaseClusterOut, RootCauseIn
from ticketing.supervision.clusters import desk, reading
from ticketing.supervision.clusters.models import ClusterTicketRow
from ticketing.supervision.schemas import ClusterDetail
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def matter_of(story: Story, ticket_id: str) -> str:
    def read(uow: UnitOfWork) -> str:
        return uow.session.get_one(ClusterTicketRow, ticket_id).cluster_id

    return story.do(read)


def shown(story: Story, matter: str) -> ClusterDetail:
    return story.do(reading.cluster, matter, NOON)


def gathered(story: Story, matter: str, who: Actor) -> CaseClusterOut:
    new = CaseClusterIn(title="路灯成片不亮", category=LAMP["category_code"], unit="Q-CG", matter=matter)
    return story.do(groups.gather, new, actor=who, at=NOON)


def two_lamps(story: Story) -> tuple[list[str], str]:
    ids = several(story, [NOON, NOON])
    ticket(story, NOON, said=NOISE)
    turn(story, NOON)
    return ids, matter_of(story, ids[0])


def test_the_groups_root_cause_is_the_matters_too_with_its_remedy(story: Story) -> None:
    who = actor(story, "i1", "inspector")
    ids, matter = two_lamps(story)
    group = gathered(story, matter, who)
    assert {one.id for one in group.members} == set(ids)
    joint = shown(story, matter).joint
    assert joint is not None
    assert (joint.id, joint.state, joint.unit.code) == (group.id, "open", "Q-CG")
    with pytest.raises(Conflict, match="正在会办"):
        story.do(desk.close, matter, "配电箱老化", by=who.id, at=NOON)
    note = RootCauseIn(version=group.version, cause="配电箱老化", remedy="全线更换")
    with pytest.raises(Conflict, match="没有办结"):
        story.do(groups.close, group.id, note, actor=who, at=NOON)
    for id in ids:
        walked(story, id, "sign", "start_handling", "report", "pass_review", "close")
    story.do(groups.close, group.id, note, actor=who, at=NOON)
    closed = shown(story, matter)
    assert (closed.root_cause, closed.closed_at) == ("配电箱老化\n治本措施：全线更换", NOON)


def test_a_matter_is_taken_up_once_and_not_after_its_root_is_found(story: Story) -> None:
    who = actor(story, "i1", "inspector")
    _, matter = two_lamps(story)
    gathered(story, matter, who)
    with pytest.raises(Conflict, match="已在会办"):
        gathered(story, matter, who)
    other = several(story, [NOON, NOON], said=NOISE)
    turn(story, NOON)
    noise = matter_of(story, other[0])
    story.do(desk.close, noise, "无证施工", by=who.id, at=NOON)
    with pytest.raises(Conflict, match="根源已经查明"):
        gathered(story, noise, who)


def test_a_single_ticket_is_no_group(story: Story) -> None:
    id = ticket(story)
    turn(story, NOON)
    with pytest.raises(BadInput, match="不足两件"):
        gathered(story, matter_of(story, id), actor(story, "i1", "inspector"))


def test_a_root_cause_names_a_case_that_there_is(story: Story) -> None:
    who = actor(story, "i1", "inspector")
    _, matter = two_lamps(story)
    with pytest.raises(NotFound, match="没有这个案例"):
        story.do(desk.close, matter, "配电箱老化", by=who.id, at=NOON, case="none")
    assert shown(story, matter).closed_at is None


def test_a_part_that_was_taken_up_stays_so_when_it_is_joined_to_another(story: Story) -> None:
    who = actor(story, "i1", "inspector")
    _, lamp = two_lamps(story)
    group = gathered(story, lamp, who)
    other = several(story, [NOON, NOON], said=NOISE)
    turn(story, NOON)
    kept = matter_of(story, other[0])
    story.do(desk.join, lamp, kept, "同一物业", by=who.id, at=NOON)
    joint = shown(story, kept).joint
    assert joint is not None
    assert joint.id == group.id
