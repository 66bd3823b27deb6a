"""首问负责: who heard of a matter first has it where the directory names nobody, and stays on record whoever has it later."""

from datetime import timedelta

from tests.ticketing.dispatching.desk import Desk
from tests.ticketing.story import NOON, Story
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.schemas import SplitMatter
from ticketing.drafts import service as drafts
from ticketing.intake import visits
from ticketing.intake.visit_schemas import VisitIn, VisitMatterIn, VisitSessionIn
from ticketing.tickets import service as tickets

HOUR = timedelta(hours=1)
NOBODYS = "0301010101"
"""The directory gives it to the street of the place: to nobody where the place is not known."""


def of_duty(story: Story, leader: str, category: str) -> str:
    """A call that a leader of the park's bureau took in a duty session; its draft."""
    session = story.session(leader, hours=8)
    call = story.answered(leader, queue=f"duty:{session}")
    story.do(drafts.edit, call, 1, {"matter": "说不清归谁管的事", "category": category}, leader, NOON)
    return call


def sent(story: Story, draft: str, by: str, unit: str | None = None) -> tuple[str | None, str | None, str | None]:
    """Its ticket's unit, basis and first receiver."""
    id = story.do(drafts.dispatch, draft, None, by, NOON, unit=unit).id
    ticket = story.do(tickets.get, id)
    return (
        ticket.unit.code if ticket.unit else None,
        ticket.basis,
        ticket.first_receiver.code if ticket.first_receiver else None,
    )


def test_a_duty_sessions_unit_has_what_the_directory_gives_to_nobody(story: Story) -> None:
    leader = story.person("l1", "leader", unit="S1")
    assert sent(story, of_duty(story, leader, NOBODYS), leader) == ("S1", "first_receiver", "S1")


def test_the_directory_goes_before_the_first_receiver_who_stays_on_record(story: Story) -> None:
    leader = story.person("l1", "leader", unit="S1")
    unit, basis, receiver = sent(story, of_duty(story, leader, "0101010101"), leader)
    assert (unit, receiver) == ("Q-CG", "S1")
    assert basis != "first_receiver"


def test_a_person_who_names_another_unit_goes_before_all(story: Story) -> None:
    leader = story.person("l1", "leader", unit="S1")
    assert sent(story, of_duty(story, leader, NOBODYS), leader, "Q-HB") == ("Q-HB", "named", "S1")


def test_the_unit_of_a_sitting_is_the_first_receiver_of_what_was_brought_there(story: Story) -> None:
    clerk = story.person("a1")
    new = VisitSessionIn(kind="evening", unit="S1", place="会议室", starts_at=NOON, ends_at=NOON + HOUR, leader_name="赵书记")
    session = story.do(visits.plan, new, clerk, NOON)
    story.do(visits.begin, session.id, NOON)
    came = story.do(visits.arrive, session.id, VisitIn(visitors=1, name="孙大妈", number="16412345670"), clerk, NOON)
    matter = story.do(visits.bring, came.parties[-1].id, VisitMatterIn(text="说不清归谁管的事"), clerk, NOON)
    story.do(drafts.edit, matter.id, story.do(drafts.get, matter.id).version, {"category": NOBODYS}, clerk, NOON)
    assert sent(story, matter.id, clerk) == ("S1", "first_receiver", "S1")


def test_the_hotline_itself_receives_nothing_and_the_fallback_has_it(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.do(drafts.edit, call, 1, {"matter": "说不清归谁管的事", "category": NOBODYS}, agent, NOON)
    unit, basis, receiver = sent(story, call, agent)
    assert (basis, receiver) == ("fallback", unit)


def test_what_is_split_off_has_the_first_receiver_of_the_whole(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.redispatches(ticket, "Q-HB")

    def split(uow: object) -> str:
        made = dispatching.split(
            uow,  # type: ignore[arg-type]
            ticket,
            [SplitMatter(matter="另一件事", unit="D1")],
            "两件事",
            actor=desk.dispatcher,
            version=None,
            at=NOON,
        )
        return made[0].id

    assert desk.column(desk.story.do(split), "first_receiver") == "Q-CG"
