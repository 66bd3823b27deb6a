"""A day of joint handling in a line each: people of the hotline and of units, tickets, meetings."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.dispatching import service as dispatching
from ticketing.meetings import minutes
from ticketing.meetings import service as meetings
from ticketing.meetings.kinds import MeetingKind
from ticketing.meetings.schemas import ItemIn, MeetingDetail, MeetingIn, PartyIn
from ticketing.people.schemas import Role
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

TWO = (PartyIn(role="concerned", unit="Q-CG"), PartyIn(role="concerned", unit="S1"))


def actor(story: Story, name: str, *roles: Role, unit: str | None = None) -> Actor:
    """A person with an account, as the console would hand them over."""
    return Actor(id=story.person(name, *roles, unit=unit), roles=frozenset(roles), unit=unit)


def ticket(story: Story, title: str = "桥头路灯不亮", *, category: str = "0101", street: str = "S1") -> str:
    """An accepted ticket."""

    def make(uow: UnitOfWork) -> str:
        fields = {
            "type": "complaint", "category_code": category, "category_name": "路灯", "place": {"street_code": street},
            "title": title, "summary": title, "matter": title, "wish": "", "urgent": [], "caller_number": "16412345678",
            "caller_name": "张三丰", "callback_number": "16412345678",
        }  # fmt: skip
        return tickets.accept(uow, tickets.NewTicket(call_id=None, fields=fields), by="system", at=NOON).id

    return story.do(make)


def problem_ticket(story: Story, convener: Actor) -> str:
    """A ticket of a street that nobody will have."""
    id = ticket(story)
    to = tickets.Dispatch(unit="S1", co_units=(), basis="directory", why="职责目录", dispatch_level="street", level=3)

    def make(uow: UnitOfWork) -> None:
        tickets.dispatch(uow, uow.session.get_one(TicketRow, id), to, by=convener.id, at=NOON)
        dispatching.name_problem(uow, id, "街道无此职责，多次退回", actor=convener, version=None, at=NOON)

    story.do(make)
    return id


def planned(
    story: Story,
    convener: Actor,
    *,
    kind: MeetingKind = "joint_study",
    parties: tuple[PartyIn, ...] = TWO,
    items: tuple[ItemIn, ...] = (),
    days: float = 2,
) -> MeetingDetail:
    start = NOON + timedelta(days=days)
    new = MeetingIn(
        kind=kind, mode="on_site", title="桥头片区联席研判", place="三楼会议室", starts_at=start,
        ends_at=start + timedelta(hours=2), parties=parties, items=items,
    )  # fmt: skip
    return story.do(meetings.plan, new, actor=convener, at=NOON)


def held(story: Story, convener: Actor, *, items: tuple[ItemIn, ...] = (), kind: MeetingKind = "joint_study") -> MeetingDetail:
    """A meeting that was called and held, two days on."""
    parties: tuple[PartyIn, ...] = TWO
    if kind == "three_plus_x":
        parties = (*(PartyIn(role="fixed_office", name=f"科室{n}") for n in range(3)), *TWO)
    made = planned(story, convener, items=items, parties=parties, kind=kind)
    called = story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    return story.do(
        meetings.hold, made.id, "已会商", version=called.version, actor=convener, at=NOON + timedelta(days=2, hours=2)
    )


def signed(story: Story, convener: Actor, meeting: MeetingDetail) -> MeetingDetail:
    at = NOON + timedelta(days=2, hours=3)
    written = story.do(minutes.write, meeting.id, "会议议定三件事。", minutes_version=0, actor=convener, at=at)
    return story.do(minutes.sign_off, meeting.id, version=written.version, actor=convener, at=at)
