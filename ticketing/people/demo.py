"""People for a demonstration or a first look: one of each role that works on calls."""

from collections.abc import Mapping

from ticketing.people import repository, service
from ticketing.people.schemas import PersonIn, PersonOut
from ticketing.uow import UnitOfWork


def seed(uow: UnitOfWork, password: str) -> Mapping[str, PersonOut]:
    """Make the missing demo people, all with ``password``, which need not be changed; return all by username."""
    for new in _people(uow):
        if repository.by_username(uow, new.username) is None:
            made = service.create(uow, new.model_copy(update={"password": password}))
            repository.person_row(uow, made.person.id).must_change_password = False
    uow.session.flush()
    return {person.username: person for person in service.list_people(uow)}


def _people(uow: UnitOfWork) -> list[PersonIn]:
    bureau = next(unit.code for unit in uow.city.units if unit.kind == "industry")
    skills = ("general", "business", "grid")
    return [
        PersonIn(username="agent1", name="王晓燕", roles=("agent",), queues=skills),
        PersonIn(username="agent2", name="李志强", roles=("agent",), queues=("general",)),
        PersonIn(username="leader1", name="陈立新", roles=("leader",), unit=bureau, queues=()),
        PersonIn(username="supervisor1", name="赵敏", roles=("supervisor", "agent"), queues=()),
        PersonIn(username="handler1", name="孙建国", roles=("handler",), unit=bureau, queues=()),
    ]
