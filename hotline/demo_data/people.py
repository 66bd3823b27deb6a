"""The accounts of a trial house: one or two of each role, and somebody at each unit that gets a ticket."""

from collections.abc import Sequence

from hotline.demo_data.town import Town
from hotline.demo_data.words import name_of
from ticketing.people import repository, service
from ticketing.people.passwords import hash_password
from ticketing.people.schemas import PersonIn, Role
from ticketing.uow import UnitOfWork

SKILLS = ("general", "business", "grid")
HOUSE: tuple[tuple[str, str, tuple[Role, ...], tuple[str, ...]], ...] = (
    ("agent1", "王晓燕", ("agent",), SKILLS),
    ("agent2", "李志强", ("agent",), ("general",)),
    ("agent3", "周雨桐", ("agent",), ("general", "grid")),
    ("supervisor1", "赵敏", ("supervisor", "agent"), ()),
    ("dispatcher1", "何思远", ("dispatcher",), ()),
    ("dispatcher2", "许慧", ("dispatcher",), ()),
    ("inspector1", "郑国华", ("inspector",), ()),
    ("inspector2", "谢晓东", ("inspector",), ()),
    ("analyst1", "林静怡", ("analyst",), ()),
)
LEADERS, HANDLER = 3, "handler-"


def settle(town: Town, password: str) -> None:
    """The house's own people and some leaders; all sign in with ``password``, which need not be changed."""
    town.password_hash = hash_password(password)
    for username, name, roles, queues in HOUSE:
        _make(town, PersonIn(username=username, name=name, roles=roles, queues=queues))
    for n, unit in enumerate(_bureaus(town)[:LEADERS], 1):
        _make(town, PersonIn(username=f"leader{n}", name=name_of(town.random), roles=("leader",), unit=unit, queues=()))


def handler(town: Town, unit: str) -> str:
    """The username of the unit's person, who comes to the house with its first ticket."""
    username = f"{HANDLER}{unit}"
    if username not in town.people:
        _make(town, PersonIn(username=username, name=name_of(town.random), roles=("handler",), unit=unit, queues=()))
    return username


def _make(town: Town, new: PersonIn) -> None:
    def make(uow: UnitOfWork) -> None:
        made = service.create(uow, new, hashed=town.password_hash, at=town.now)
        repository.person_row(uow, made.person.id).must_change_password = False
        town.people[new.username] = made.person

    town.do(make)


def _bureaus(town: Town) -> Sequence[str]:
    return [unit.code for unit in town.database.city.units if unit.kind == "industry" and unit.level == "city"]
