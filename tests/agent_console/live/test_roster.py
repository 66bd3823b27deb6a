"""Who is found by person and role is whom the rule of the audience names, each once, whoever came and went before."""

import json

from hypothesis import given
from hypothesis import strategies as st

from agent_console.live.audience import reaches
from agent_console.live.roster import Roster
from agent_console.live.stream import Stream
from agent_console.live.told import Told
from agent_console.ports import Audience, DeskEvent
from config.ids import PersonId

PEOPLE = st.sampled_from(["wang", "li", "zhao"])
ROLES = st.frozensets(st.sampled_from(["agent", "leader", "supervisor"]))


@given(
    desks=st.lists(st.tuples(PEOPLE, ROLES), max_size=8),
    gone=st.sets(st.integers(0, 7)),
    changed=st.sets(st.integers(0, 7)),
    people=st.frozensets(PEOPLE.map(PersonId)),
    roles=ROLES,
)
def test_an_event_finds_the_streams_that_its_audience_names_each_once(
    desks: list[tuple[str, frozenset[str]]], gone: set[int], changed: set[int], people: frozenset[PersonId], roles: frozenset[str]
) -> None:
    roster, event = Roster(), DeskEvent(type="todo", data={}, audience=Audience(people=people, roles=roles))
    there: dict[str, tuple[Stream, frozenset[str]]] = {}
    for number, (person, held) in enumerate(desks):
        stream = Stream(PersonId(person))
        roster.add(stream, held)
        if number in changed:
            held = frozenset({"agent"})
            roster.add(stream, held)
        if number in gone:
            roster.remove(stream.id)
            roster.remove(stream.id)
        else:
            there[stream.id] = stream, held
    expected = {id_ for id_, (stream, held) in there.items() if reaches(event, stream.person, held)}
    found = [stream.id for stream in roster.reached(event.audience, "todo")]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert {stream.id for stream in roster} == set(there)
    assert len(roster) == len(there)


def test_a_stream_that_wants_some_types_only_is_not_found_for_others() -> None:
    roster, news = Roster(), Stream(PersonId("li"), only=frozenset({"notice"}))
    roster.add(news, frozenset())
    audience = Audience(people=frozenset({PersonId("li")}))
    assert roster.reached(audience, "notice") == [news]
    assert roster.reached(audience, "partial") == []


def test_what_is_told_is_written_once_and_numbered_for_each() -> None:
    told = Told("notice", {"text": '路灯"坏"了'})
    first, second = json.loads(told.numbered(1)), json.loads(told.numbered(2))
    assert first == {"type": "event", "seq": 1, "event": "notice", "data": {"text": '路灯"坏"了'}}
    assert second == first | {"seq": 2}
    assert told._rest is told._rest
