"""What people see of pools, ledgers and draws, and the year's figures as of any day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ticketing import paging
from ticketing.funds import draw_states, figures, ledger, permissions, pools, reach, repository
from ticketing.funds.draw_states import DrawState
from ticketing.funds.figures import Books, DrawFacts, Output, PoolFacts
from ticketing.funds.ledger import Entry
from ticketing.funds.models import FundDrawRow, FundEntryRow, FundOutputRow, FundPoolRow, FundStepRow
from ticketing.funds.schemas import DrawOut, DrawPage, DrawStepOut, FundEntryOut, FundEntryPage, FundFigures, PoolOut
from ticketing.people import repository as people
from ticketing.schema import Coded, PersonName
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import named_tickets
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

FIGURE_YEARS = 5
POOL_COMMANDS: tuple[permissions.FundCommand, ...] = ("request", "set_budget", "close_pool")
KIND_NAMES = {"emergency": "应急包", "own": "社区自有资金"}


def list_pools(uow: UnitOfWork, year: int, *, by: str) -> tuple[PoolOut, ...]:
    """The pools of a year that the person may read, by unit."""
    me = pools.actor(uow, by)
    return pools_out(uow, [row for row in repository.pools_of_years(uow, year, year) if _readable(uow, me, row)], me)


def pools_for(uow: UnitOfWork, ticket_id: str, at: datetime, *, by: str) -> tuple[PoolOut, ...]:
    """This year's open pools from which a draw may belong to the ticket, the nearest unit first; none once it is over."""
    ticket, me = tickets.ticket_row(uow, ticket_id), pools.actor(uow, by)
    if ticket.state in OVER:
        return ()
    year, serving = uow.calendar.local(at).year, reach.units_of(ticket, uow.city.units)
    rows = [row for row in repository.pools_of_units(uow, serving, year) if row.state == "open" and _readable(uow, me, row)]
    return pools_out(uow, sorted(rows, key=lambda row: (-_depth(uow, row.unit_code), row.kind)), me)


def pool(uow: UnitOfWork, pool_id: str, *, by: str) -> PoolOut:
    me = pools.actor(uow, by)
    return pools_out(uow, [_read(uow, pool_id, me)], me)[0]


def pools_out(uow: UnitOfWork, rows: Sequence[FundPoolRow], me: Actor) -> tuple[PoolOut, ...]:
    ids = [row.id for row in rows]
    budgets, drawn = repository.sums_of(uow, ids, ledger.BUDGET), repository.sums_of(uow, ids, ledger.DRAWN)
    held = repository.held_of(uow, ids)
    return tuple(
        PoolOut.model_validate(
            {name: getattr(row, name) for name in ("id", "kind", "year", "state", "exempt_fen", "balance_fen")}
            | {
                "unit": Coded(code=row.unit_code, name=row.unit_name),
                "budget_fen": budgets.get(row.id, 0),
                "held_fen": held.get(row.id, 0),
                "spent_fen": -drawn.get(row.id, 0) - held.get(row.id, 0),
                "may": _pool_commands(uow, me, row),
            }
        )
        for row in rows
    )


def entries(uow: UnitOfWork, pool_id: str, *, by: str, before: str | None = None, limit: int = 50) -> FundEntryPage:
    """The ledger, newest first."""
    _read(uow, pool_id, pools.actor(uow, by))
    limit = paging.bounded(limit)
    rows = repository.entries(uow, pool_id, before, limit)
    known = people.names(uow, {row.by for row in rows})
    more = str(rows[limit - 1].position) if len(rows) > limit else None
    return FundEntryPage(items=tuple(_entry(row, known.get(row.by, row.by)) for row in rows[:limit]), next=more)


def balance_as_of(uow: UnitOfWork, pool_id: str, as_of: datetime, *, by: str) -> int:
    """What the pool held at a moment, in fen: the sum of the rows up to then."""
    _read(uow, pool_id, pools.actor(uow, by))
    return ledger.balance(_ledger_entry(row) for row in repository.entries_until(uow, [pool_id], as_of))


def draws(
    uow: UnitOfWork,
    *,
    by: str,
    at: datetime,
    pool: str | None = None,
    state: str | None = None,
    ticket: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> DrawPage:
    """Newest first, those of pools that the person may read; ``state`` ``open`` are all that are not over."""
    me, limit = pools.actor(uow, by), paging.bounded(limit)
    rows = repository.draws_page(uow, pool=pool, units=_units(uow, me), state=state, ticket=ticket, before=before, limit=limit)
    more = paging.cursor(rows[limit - 1].requested_at, rows[limit - 1].id) if len(rows) > limit else None
    return DrawPage(items=draws_out(uow, rows[:limit], me, at), next=more)


def draw(uow: UnitOfWork, draw_id: str, *, by: str, at: datetime) -> DrawOut:
    """A draw with its history."""
    me, row = pools.actor(uow, by), repository.draw_row(uow, draw_id, lock=False)
    _read(uow, row.pool_id, me)
    steps = repository.steps(uow, [row.id])
    known = people.names(uow, {step.by for step in steps})
    history = tuple(_draw_step(step, known.get(step.by, step.by)) for step in steps)
    return draws_out(uow, [row], me, at)[0].model_copy(update={"history": history})


def draws_out(uow: UnitOfWork, rows: Sequence[FundDrawRow], me: Actor, at: datetime) -> tuple[DrawOut, ...]:
    known = people.names(uow, {id for row in rows for id in (row.requested_by, row.decided_by)})
    of_pools = repository.pools_by_id(uow, [row.pool_id for row in rows])
    about = named_tickets(uow, [row.ticket_id for row in rows])
    made: dict[str, list[FundOutputRow]] = {}
    for output in repository.outputs(uow, [row.id for row in rows]):
        made.setdefault(output.draw_id, []).append(output)
    plain = (
        "id", "number", "purpose", "reserved_fen", "paid_fen", "actual_fen", "exempt", "state", "requested_at", "decided_at",
        "due_at", "ended_at",
    )  # fmt: skip
    warning = timedelta(days=uow.law.funds.draw_warning_days)
    return tuple(
        DrawOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "pool": row.pool_id,
                "unit": Coded(code=of_pools[row.pool_id].unit_code, name=of_pools[row.pool_id].unit_name),
                "ticket": about[row.ticket_id],
                "version": row.steps,
                "light": draw_states.light(draw_states.state(row.state), row.due_at, at, warning),
                "requested_by": people.named(known, row.requested_by),
                "decided_by": people.named(known, row.decided_by),
                "outputs": figures.outputs(_output(output, row.pool_id) for output in made.get(row.id, ())),
                "may": _draw_commands(uow, me, row, of_pools[row.pool_id]),
            }
        )
        for row in rows
    )


def year_figures(uow: UnitOfWork, year: int, as_of: datetime, *, by: str) -> FundFigures:
    """All pools of the year that the person may read, as the books stood at ``as_of``."""
    me = pools.actor(uow, by)
    rows = [row for row in repository.pools_of_years(uow, year - FIGURE_YEARS + 1, year) if _readable(uow, me, row)]
    facts = [_pool_facts(row) for row in rows if row.created_at <= as_of]
    books, of_year = _books(uow, [fact.id for fact in facts], as_of), [fact for fact in facts if fact.year == year]
    return FundFigures(
        year=year,
        as_of=as_of,
        total=figures.line("total", "合计", of_year, books, uow.calendar),
        by_pool=figures.roll_up(of_year, books, _by_pool, uow.calendar),
        by_unit=figures.roll_up(of_year, books, _by_unit, uow.calendar),
        by_year=figures.roll_up(facts, books, _by_year, uow.calendar),
    )


def _depth(uow: UnitOfWork, code: str) -> int:
    """How far below the city a unit lies."""
    return sum(1 for _ in uow.city.units.ancestors(code)) if code in uow.city.units else 0


def _books(uow: UnitOfWork, pool_ids: Sequence[str], as_of: datetime) -> Books:
    stood = {step.draw_id: step for step in repository.steps_until(uow, pool_ids, as_of)}
    return Books(
        entries=[_ledger_entry(row) for row in repository.entries_until(uow, pool_ids, as_of)],
        draws=[_draw_facts(row, stood) for row in repository.draws_until(uow, pool_ids, as_of)],
        outputs=[_output(row, pool) for row, pool in repository.outputs_until(uow, pool_ids, as_of)],
    )


def _draw_facts(row: FundDrawRow, stood: dict[str, FundStepRow]) -> DrawFacts:
    last = stood.get(row.id)
    was: DrawState = draw_states.state(last.to_state) if last else "requested"
    return DrawFacts(pool_id=row.pool_id, state=was, requested_at=row.requested_at, due_at=row.due_at, ended_at=row.ended_at)


def _pool_facts(row: FundPoolRow) -> PoolFacts:
    return PoolFacts(id=row.id, unit_code=row.unit_code, unit_name=row.unit_name, kind=row.kind, year=row.year)


def _by_pool(pool: PoolFacts) -> tuple[str, str]:
    return pool.id, f"{pool.unit_name}{KIND_NAMES.get(pool.kind, pool.kind)}"


def _by_unit(pool: PoolFacts) -> tuple[str, str]:
    return pool.unit_code, pool.unit_name


def _by_year(pool: PoolFacts) -> tuple[str, str]:
    return str(pool.year), str(pool.year)


def _ledger_entry(row: FundEntryRow) -> Entry:
    return Entry(pool_id=row.pool_id, at=row.at, kind=ledger.entry_kind(row.kind), amount_fen=row.amount_fen)


def _output(row: FundOutputRow, pool_id: str) -> Output:
    return Output(pool_id=pool_id, kind=row.kind, unit=row.unit, hundredths=row.hundredths)


def _entry(row: FundEntryRow, name: str) -> FundEntryOut:
    plain = ("id", "position", "at", "kind", "amount_fen", "balance_fen", "reason")
    return FundEntryOut.model_validate(
        {field: getattr(row, field) for field in plain} | {"by": PersonName(id=row.by, name=name), "draw": row.draw_id}
    )


def _draw_step(row: FundStepRow, name: str) -> DrawStepOut:
    plain = ("at", "command", "from_state", "to_state", "amount_fen", "reason")
    return DrawStepOut.model_validate({field: getattr(row, field) for field in plain} | {"by": PersonName(id=row.by, name=name)})


def _pool_commands(uow: UnitOfWork, me: Actor, row: FundPoolRow) -> tuple[str, ...]:
    if row.state != "open":
        return ()
    return tuple(command for command in POOL_COMMANDS if permissions.may(command, me, row.unit_code, uow.city.units))


def _draw_commands(uow: UnitOfWork, me: Actor, row: FundDrawRow, pool: FundPoolRow) -> tuple[str, ...]:
    """What the table of states and the table of permissions both let the person do."""
    mine = row.requested_by == me.id
    return tuple(
        command
        for command in draw_states.allowed(draw_states.state(row.state))
        if permissions.may(command, me, pool.unit_code, uow.city.units) and not (mine and command in ("approve", "refuse"))
    )


def _read(uow: UnitOfWork, pool_id: str, me: Actor) -> FundPoolRow:
    row = repository.pool_row(uow, pool_id, lock=False)
    permissions.require("read", me, row.unit_code, uow.city.units)
    return row


def _readable(uow: UnitOfWork, me: Actor, row: FundPoolRow) -> bool:
    return permissions.may("read", me, row.unit_code, uow.city.units)


def _units(uow: UnitOfWork, me: Actor) -> list[str] | None:
    """The units whose pools the person may read; None for those who read all."""
    if any(role in me.roles for role, relation in permissions.PERMISSIONS["read"] if relation == "any"):
        return None
    return [unit.code for unit in uow.city.units if permissions.may("read", me, unit.code, uow.city.units)]
