"""Which desks' streams an event reaches, found by person and by role: a word for one desk costs the same beside five hundred."""

from collections.abc import Iterator

from agent_console.live.stream import Stream
from agent_console.ports import Audience
from config.ids import PersonId


class Roster:
    """The streams there are, by their id, each with the roles that its page was opened with."""

    def __init__(self) -> None:
        self._streams: dict[str, Stream] = {}
        self._roles: dict[str, frozenset[str]] = {}
        self._of_person: dict[PersonId, dict[str, Stream]] = {}
        self._of_role: dict[str, dict[str, Stream]] = {}

    def __iter__(self) -> Iterator[Stream]:
        return iter(list(self._streams.values()))

    def __len__(self) -> int:
        return len(self._streams)

    def get(self, stream_id: str) -> Stream | None:
        return self._streams.get(stream_id)

    def of(self, person: PersonId) -> list[Stream]:
        return list(self._of_person.get(person, {}).values())

    def add(self, stream: Stream, roles: frozenset[str]) -> None:
        """Enter it, or enter it anew with other roles."""
        self.remove(stream.id)
        self._streams[stream.id], self._roles[stream.id] = stream, roles
        self._of_person.setdefault(stream.person, {})[stream.id] = stream
        for role in roles:
            self._of_role.setdefault(role, {})[stream.id] = stream

    def remove(self, stream_id: str) -> None:
        stream = self._streams.pop(stream_id, None)
        if stream is None:
            return
        for role in self._roles.pop(stream_id):
            del self._of_role[role][stream_id]
        own = self._of_person[stream.person]
        del own[stream_id]
        if not own:
            del self._of_person[stream.person]

    def reached(self, audience: Audience, type_: str) -> list[Stream]:
        """Each stream once that the event is for: its person is named, or has one of the roles, and it takes this type."""
        found: dict[str, Stream] = {}
        for person in audience.people:
            found |= self._of_person.get(person, {})
        for role in audience.roles:
            found |= self._of_role.get(role, {})
        return [stream for stream in found.values() if stream.takes(type_)]
