"""The unit of work: one session, one transaction, and the events that become true with its commit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from sqlalchemy.orm import Session

from config.settings import Law
from ticketing.clocks import WorkCalendar
from ticketing.outbox.models import OutboxRow

if TYPE_CHECKING:
    from ticketing.directory import City
    from ticketing.drafting.scorer import CategoryScorer

Clock = Callable[[], datetime]
Learnt = Callable[[], "CategoryScorer | None"]
Failure = TypeVar("Failure", bound=Exception)


def nothing_learnt() -> None:
    """Where no model is: drafting goes by the directory's own words."""


class Emitted(TypedDict):
    """An event after its commit: ``type`` and ``data`` as docs/protocol.md, for ``people`` (ids) and ``roles``."""

    seq: int
    at: datetime
    type: str
    data: Mapping[str, Any]
    people: list[str]
    roles: list[str]


def emitted(row: OutboxRow) -> Emitted:
    return Emitted(seq=row.seq, at=row.at, type=row.type, data=row.data, people=row.people, roles=row.roles)


@dataclass(kw_only=True)
class UnitOfWork:
    """What a service is given: the session, the city's tables, the law's settings, and a place to say what happened.

    ``learnt`` gives the model that closed tickets taught, if there is one, looked up when it is asked for.

    Services never commit: `Database.unit_of_work` does so once, at the edge.
    """

    session: Session
    city: "City"
    law: Law
    calendar: WorkCalendar
    now: Clock
    learnt: Learnt = nothing_learnt
    rows: list[OutboxRow] = field(default_factory=list)
    city_changed: bool = False
    """Set where a version of the city was made or taken back: after the commit this process looks at once."""
    settings_changed: bool = False
    """The same for settings that were changed on the page."""
    kept: Exception | None = None

    def emit(self, type: str, data: Mapping[str, Any], *, people: Iterable[str] = (), roles: Iterable[str] = ()) -> None:
        """Write an event for the named people and roles; it goes out after the commit, or never."""
        row = OutboxRow(at=self.now(), type=type, data=dict(data), people=sorted(set(people)), roles=sorted(set(roles)))
        self.session.add(row)
        self.rows.append(row)

    def keep(self, error: Failure) -> Failure:
        """Mark ``error`` as one that is raised although the work done so far must be committed (a counted miss)."""
        self.kept = error
        return error
