"""How much of what the machine wrote into drafts people left as it was: a fold over drafts and changes of persons. Pure.

Counted are drafts that became a ticket. Of each field: ``filled`` (the machine offered something), and of these ``kept``,
``changed`` and ``emptied``; ``added`` is what a person wrote where the machine had offered nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["kept", "changed", "emptied", "added"]
FIELDS = (
    "caller_name", "callback_number", "type", "category", "place", "time", "object", "title", "summary", "matter", "wish",
    "level", "unit",
)  # fmt: skip
_SPACES = " 　\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedDraft:
    """``final`` are the fields as they went into the ticket, ``offered`` what the machine had in those a person touched."""

    agent: str
    queue: str
    final: Mapping[str, Any]
    offered: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one field, or of all fields of a group of drafts."""

    kept: int = 0
    changed: int = 0
    emptied: int = 0
    added: int = 0

    @property
    def filled(self) -> int:
        return self.kept + self.changed + self.emptied

    def count(self, verdict: Verdict | None) -> None:
        if verdict is not None:
            setattr(self, verdict, getattr(self, verdict) + 1)


@dataclass(slots=True)
class Group:
    drafts: int = 0
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The sums over some drafts: by field, by agent (id) and by queue."""

    drafts: int
    fields: Mapping[str, Tally]
    agents: Mapping[str, Group]
    queues: Mapping[str, Group]


def accepted(drafts: Iterable[EndedDraft]) -> Accepted:
    """Go once through the drafts."""
    fields = {name: Tally() for name in FIELDS}
    agents: dict[str, Group] = {}
    queues: dict[str, Group] = {}
    number = 0
    for draft in drafts:
        number += 1
        groups = (agents.setdefault(draft.agent, Group()), queues.setdefault(draft.queue, Group()))
        for group in groups:
            group.drafts += 1
        for name in FIELDS:
            found = verdict(draft.offered.get(name, draft.final.get(name)), draft.final.get(name))
            for tally in (fields[name], *(group.tally for group in groups)):
                tally.count(found)
    return Accepted(number, fields, agents, queues)


def verdict(offered: Any, final: Any) -> Verdict | None:
    """What became of the machine's value; None where neither it nor a person wrote anything."""
    before, after = _plain(offered), _plain(final)
    if before is None:
        return None if after is None else "added"
    if after is None:
        return "emptied"
    return "kept" if before == after else "changed"


def first_offers(changes: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """``changes`` of persons to one draft, in their order, as (field, old): the machine's value is the first old one."""
    found: dict[str, Any] = {}
    for name, old in changes:
        found.setdefault(name, old)
    return found


def _plain(value: Any) -> Any:
    """Comparable, without spaces at the ends; None for nothing. A place is the same when its words and its entry are."""
    if isinstance(value, Mapping):
        parts = tuple(_plain(value.get(name)) for name in ("text", "gazetteer", "detail"))
        return parts if any(parts) else None
    if isinstance(value, str):
        return value.strip(_SPACES) or None
    return value
