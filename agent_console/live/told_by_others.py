"""What other nodes tell this console: sessions that ended there, seats taken there, records and lists that were changed there.

A word may be lost. Then an ended session is found out within `agent_console.live.socket.RECHECK_S`, the harassment list by the
node's housekeeping, and a record when its agent sits down next.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from agent_console.live.beside import beside
from agent_console.live.hub import Hub
from agent_console.live.session_names import name_of
from agent_console.ports import ConsolePorts
from config.ids import PersonId

SESSION_ENDED, SHUT_OUT, SEATED, RECORD_CHANGED, BLOCKED = "session_ended", "shut_out", "seated", "record_changed", "blocked"
NOT_SEATED = "a seat could not be taken anew after another node's word"


def listen(ports: ConsolePorts, hub: Hub) -> None:
    """Follow the other nodes from now on."""
    events = ports.events
    events.hear(SESSION_ENDED, lambda _, said: hub.session_ended(str(said["session"])))
    events.hear(SHUT_OUT, lambda _, said: shut_out_here(ports, hub, _person(said)))
    events.hear(SEATED, lambda _, said: _seated_elsewhere(ports, hub, _person(said)))
    events.hear(RECORD_CHANGED, lambda _, said: beside(_seats_anew(ports, hub, map(PersonId, said["people"])), failed=NOT_SEATED))
    events.hear(BLOCKED, lambda _, said: ports.phone.block(said["numbers"]))


def session_ended(ports: ConsolePorts, hub: Hub, token: str) -> None:
    hub.session_ended(name_of(token))
    ports.events.say(SESSION_ENDED, {"session": name_of(token)})


def shut_out(ports: ConsolePorts, hub: Hub, person: PersonId) -> None:
    """Close the person's desks on every node and leave the seat; a live call goes on to its end first."""
    shut_out_here(ports, hub, person)
    ports.events.say(SHUT_OUT, {"person": person})


def shut_out_here(ports: ConsolePorts, hub: Hub, person: PersonId) -> None:
    seated = hub.seated(person)
    hub.shut_out(person)
    if seated:
        ports.phone.sign_out(person)


def seated_here(ports: ConsolePorts, person: PersonId) -> None:
    """The person has a desk at this node now: an older one elsewhere is closed."""
    ports.events.say(SEATED, {"person": person})


async def records_changed(ports: ConsolePorts, hub: Hub, people: Iterable[PersonId]) -> None:
    """Queues, levels and phone count at once for who sits at a desk, at whichever node."""
    changed = list(people)
    if changed:
        ports.events.say(RECORD_CHANGED, {"people": changed})
        await _seats_anew(ports, hub, changed)


def blocked(ports: ConsolePorts, numbers: Mapping[str, str]) -> None:
    ports.phone.block(numbers)
    ports.events.say(BLOCKED, {"numbers": dict(numbers)})


async def _seats_anew(ports: ConsolePorts, hub: Hub, people: Iterable[PersonId]) -> None:
    for person in people:
        if hub.seated(person):
            await ports.phone.sign_in(person)


def _seated_elsewhere(ports: ConsolePorts, hub: Hub, person: PersonId) -> None:
    if hub.seated(person):
        hub.moved_away(person)
        ports.phone.sign_out(person)


def _person(said: Mapping[str, Any]) -> PersonId:
    return PersonId(str(said["person"]))
