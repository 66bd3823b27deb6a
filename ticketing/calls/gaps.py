"""What a transcript lacks: told while the call goes on, decoded from the recording after it, or given up in words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from config.ids import PersonId, new_id
from ticketing.calls import repository
from ticketing.calls.fact import Fact
from ticketing.calls.holding import of_node
from ticketing.calls.models import LIVE, SECOND, CallRow, GapRow
from ticketing.calls.schemas import GapOut, Segment, VersionOut
from ticketing.calls.stretches import Stretch, rests_of, said_already, without
from ticketing.calls.transcripts import CHANNELS, add_segment
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

WAITING, DONE, GIVEN_UP = "waiting", "done", "given_up"
SECOND_PASS = "second_pass"
INTERRUPTED = "interrupted"
MOST_AT_ONCE = 50


class Work(Schema):
    """One gap to be decoded: ``stretches`` of ``channel`` of the file ``recording`` (relative to the recordings folder)."""

    gap: str
    call: str
    version: int
    channel: str
    recording: str
    stretches: tuple[Stretch, ...]
    tries: int


def tell(
    uow: UnitOfWork,
    call_id: str,
    channel: str,
    from_s: float,
    to_s: float | None,
    why: str,
    at: datetime,
    version: int = LIVE,
    engine: str = "",
) -> GapOut:
    """Keep a gap; the same place told again only gets its end. Seconds on the call's line."""
    repository.call_row(uow, call_id)
    place = round(from_s, 3)
    row = uow.session.scalar(
        select(GapRow).where(
            GapRow.call_id == call_id, GapRow.version == version, GapRow.channel == channel, GapRow.from_s == place
        )
    )
    if row is None:
        row = GapRow(
            id=new_id(), call_id=call_id, version=version, channel=channel, from_s=place, to_s=to_s, why=why, state=WAITING,
            tries=0, trouble="", engine=engine, told_at=at, closed_at=None,
        )  # fmt: skip
        uow.session.add(row)
    elif row.state == WAITING:
        row.to_s = to_s
    uow.session.flush()
    return GapOut.model_validate(row)


def transcribed(uow: UnitOfWork, call_id: str, at: datetime, *, second_pass: str = "") -> bool:
    """The live pass of a call is over; with ``second_pass`` (an engine) its whole recording is to be read anew.

    Returns whether gaps of the live pass still wait.
    """
    row = repository.call_row(uow, call_id)
    if row.transcribed_at is None:
        row.transcribed_at = at
    if second_pass and row.recording:
        for channel in CHANNELS:
            tell(uow, call_id, channel, 0.0, None, SECOND_PASS, at, version=SECOND, engine=second_pass)
    uow.session.flush()
    return bool(_waiting_of(uow, call_id, LIVE))


def recover(uow: UnitOfWork, at: datetime, since: datetime, *, node: str = "") -> list[str]:
    """After a start: each call (of this ``node``) that ended, younger than ``since``, without its live pass told over gets gaps
    from its last words on, and counts as transcribed; return their ids. Call it when nothing is being recorded."""
    query = select(CallRow).where(
        CallRow.transcribed_at.is_(None),
        CallRow.ended_at.is_not(None),
        CallRow.answered_at.is_not(None),
        CallRow.recording.is_not(None),
        CallRow.arrived_at >= since,
    )
    left = of_node(uow, uow.session.scalars(query.order_by(CallRow.arrived_at)).all(), node, at)
    for row in left:
        _from_the_last_words(uow, row, at)
        row.transcribed_at = at
    uow.session.flush()
    return [row.id for row in left]


def _from_the_last_words(uow: UnitOfWork, row: CallRow, at: datetime) -> None:
    said = repository.segments_of(uow, row.id, LIVE)
    open_ended = {gap.channel for gap in _rows(uow, row.id) if gap.version == LIVE and gap.to_s is None}
    for channel in CHANNELS:
        if channel not in open_ended:
            last = max((segment.t1 for segment in said if segment.channel == channel), default=0.0)
            tell(uow, row.id, channel, last, None, INTERRUPTED, at)


def next_work(
    uow: UnitOfWork, now: datetime, *, rest_s: float, versions: Collection[int], may: Callable[[str], bool]
) -> Work | None:
    """What is to be decoded now: the live pass before the second, oldest first, of calls that ended ``rest_s`` ago.

    Of these ``versions`` only, and of gaps that ``may`` be tried (asked by their ids) among the first `MOST_AT_ONCE`.
    """
    query = (
        select(GapRow, CallRow)
        .join(CallRow, CallRow.id == GapRow.call_id)
        .where(GapRow.state == WAITING, GapRow.version.in_(versions))
        .where(CallRow.ended_at <= now - timedelta(seconds=rest_s), CallRow.transcribed_at.is_not(None))
        .order_by(GapRow.version, GapRow.told_at, GapRow.id)
        .limit(MOST_AT_ONCE)
    )
    found = ((gap, call) for gap, call in uow.session.execute(query).all() if may(gap.id))
    first = next(found, None)
    return _work(uow, *first) if first else None


def count_waiting(uow: UnitOfWork) -> int:
    return len(uow.session.scalars(select(GapRow.id).where(GapRow.state == WAITING).limit(10_000)).all())


def decoded(
    uow: UnitOfWork, gap_id: str, finals: Sequence[Mapping[str, Any]], at: datetime
) -> tuple[GapOut | None, list[Segment]]:
    """Store what was read in a gap (keywords of `add_segment`) and close it; once only, a second telling stores nothing.

    What was heard live already, at the gap's edges, is left out.
    """
    row = uow.session.get(GapRow, gap_id)
    if row is None or row.state != WAITING:
        return None, []
    known = [(s.t0, s.t1) for s in repository.segments_of(uow, row.call_id, row.version) if s.channel == row.channel]
    fresh = [final for final in finals if not said_already(final["t0"], final["t1"], known)]
    stored = [add_segment(uow, row.call_id, row.channel, version=row.version, **final) for final in fresh]
    row.state, row.closed_at, row.trouble = DONE, at, ""
    row.engine = str(fresh[-1]["engine"]) if fresh else row.engine
    uow.session.flush()
    return GapOut.model_validate(row), stored


def failed(uow: UnitOfWork, gap_id: str, what: str, at: datetime, *, most_tries: int) -> GapOut | None:
    """One try was in vain, for the reason ``what`` (a Chinese sentence); the last one gives the gap up."""
    row = uow.session.get(GapRow, gap_id)
    if row is None or row.state != WAITING:
        return None
    row.tries += 1
    row.trouble = what
    if row.tries >= most_tries:
        row.state, row.closed_at = GIVEN_UP, at
    uow.session.flush()
    return GapOut.model_validate(row)


def of_call(uow: UnitOfWork, call_id: str) -> tuple[GapOut, ...]:
    """All gaps that a call has or had, in order of version and time."""
    return tuple(GapOut.model_validate(row) for row in _rows(uow, call_id))


def agent_of(uow: UnitOfWork, call_id: str) -> PersonId:
    """Whose desk is told; nobody's ("") for a call that the agent has lost."""
    return PersonId(repository.call_row(uow, call_id).agent_id or "")


def live_pass_waits(uow: UnitOfWork, call_id: str) -> bool:
    return bool(_waiting_of(uow, call_id, LIVE))


def _rows(uow: UnitOfWork, call_id: str) -> Sequence[GapRow]:
    query = select(GapRow).where(GapRow.call_id == call_id).order_by(GapRow.version, GapRow.from_s, GapRow.channel)
    return uow.session.scalars(query).all()


def _waiting_of(uow: UnitOfWork, call_id: str, version: int) -> list[GapRow]:
    return [row for row in _rows(uow, call_id) if row.version == version and row.state == WAITING]


def _work(uow: UnitOfWork, gap: GapRow, call: CallRow) -> Work:
    rests = rests_of(call.pauses, _recording_began(repository.facts_of(uow, call.id), call))
    return Work(
        gap=gap.id,
        call=gap.call_id,
        version=gap.version,
        channel=gap.channel,
        recording=call.recording or "",
        stretches=without(Stretch(gap.from_s, gap.to_s), rests),
        tries=gap.tries,
    )


def _recording_began(facts: Sequence[Fact], call: CallRow) -> datetime:
    began = [fact.at for fact in facts if fact.kind == "recording_started"]
    return min(began, default=call.answered_at or call.arrived_at)


NAMES: Mapping[int, Literal["live", "second"]] = {LIVE: "live", SECOND: "second"}


def versions(uow: UnitOfWork, call_id: str) -> tuple[VersionOut, ...]:
    """The versions of a call's transcript that have words or are being made; which is shown: `shown`."""
    engines = dict(repository.versions_of(uow, call_id))
    rows = _rows(uow, call_id)
    complete = {version: all(row.state != WAITING for row in rows if row.version == version) for version in NAMES}
    known = sorted({*engines, *(row.version for row in rows)})
    return tuple(
        VersionOut(version=NAMES[version], engine=engines.get(version, ""), complete=complete[version]) for version in known
    )


def shown(uow: UnitOfWork, call_id: str) -> Literal["live", "second"]:
    """Which version is shown where nobody asks for another: the second once it is whole."""
    return NAMES[repository.shown_version(uow, call_id)]
