"""Callbacks on closed matters: the list, who calls whom, what was said, appeals and figures."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import Me, TicketReader, has, require
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import NotAllowed
from config.ids import PersonId
from ticketing.evaluation import reading
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.figures import EvaluationFigures
from ticketing.evaluation.schemas import AnswerIn, AppealIn, EvaluationOut, EvaluationPage, ReviewIn, TryIn
from ticketing.people.schemas import PersonOut
from ticketing.privacy.masks import mask_phone
from ticketing.schema import Schema
from ticketing.tickets.actor import actor_of
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/evaluation", tags=["evaluation"])
Box = Literal["to_call", "later", "mine", "appeals", "ended"]


class EvaluationDialled(Schema):
    """``call`` goes into the try or the answer, so that its recording stands beside it."""

    call: str


class NoCallbackIn(Schema):
    """``asked`` False takes the wish back."""

    number: Annotated[str, Field(min_length=3, max_length=32)]
    asked: bool = True
    why: Annotated[str, Field(max_length=200)] = ""


def _seen(me: PersonOut, found: EvaluationOut) -> EvaluationOut:
    """Who has claimed it sees the number, other callers a masked one; a handler what was said of the own unit's work."""
    if has(me, "agent", "supervisor", "inspector"):
        mine = found.claimed_by is not None and found.claimed_by.id == me.id
        return found if mine else found.model_copy(update={"number": mask_phone(found.number)})
    if not _of_own_unit(me, found):
        raise NotAllowed("这条回访不属于您的单位。")
    return found.model_copy(update={"number": "", "name": ""})


def _of_own_unit(me: PersonOut, found: EvaluationOut) -> bool:
    return me.unit is not None and found.unit is not None and found.unit.code == me.unit


@router.get("", responses=errors(401, 403, 422))
def list_evaluations(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    box: Box = "to_call",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EvaluationPage:
    """Open ones by their due time, ended ones the newest first; a handler sees the own unit's."""
    caller = has(me, "agent", "supervisor", "inspector")
    if not caller and me.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员设置单位。")
    page = reading.page(uow, box, ports.now(), me.id, unit=None if caller else me.unit, after=after, limit=limit)
    return page.model_copy(update={"items": tuple(_seen(me, one) for one in page.items)})


@router.get("/figures", responses=errors(401, 403, 422))
def read_figures(uow: Reading, me: TicketReader, first: date, last: date) -> tuple[EvaluationFigures, ...]:
    """Callback, resolution and satisfaction rates of a period: all together first, then by unit."""
    return reading.by_unit(uow, first, last)


@router.get("/of-ticket/{ticket_id}", responses=errors(401, 403))
def list_of_ticket(ticket_id: str, uow: Reading, me: TicketReader) -> tuple[EvaluationOut, ...]:
    """Every citizen and every turn; a unit that only helped sees nothing of it."""
    caller = has(me, "agent", "supervisor", "inspector")
    return tuple(_seen(me, one) for one in reading.of_ticket(uow, ticket_id) if caller or _of_own_unit(me, one))


@router.post("/no-callback", status_code=204, responses=errors(401, 403, 422))
def ask_for_rest(body: NoCallbackIn, ports: Ports, uow: Uow, me: Me) -> None:
    require(me, "agent", "supervisor", "inspector")
    evaluation.no_callback(uow, body.number, asked=body.asked, why=body.why, by=me.id, at=ports.now())


@router.get("/{id}", responses=errors(401, 403, 404))
def read_evaluation(id: str, uow: Reading, me: TicketReader) -> EvaluationOut:
    return _seen(me, reading.get(uow, id))


@router.post("/{id}/claim", responses=errors(401, 403, 404, 409))
def claim(id: str, ports: Ports, uow: Uow, me: Me) -> EvaluationOut:
    evaluation.claim(uow, id, actor=actor_of(me), at=ports.now())
    return reading.get(uow, id)


@router.post("/{id}/give-back", responses=errors(401, 403, 404, 409))
def give_back(id: str, uow: Uow, me: Me) -> EvaluationOut:
    evaluation.give_back(uow, id, actor=actor_of(me))
    return _seen(me, reading.get(uow, id))


@router.post("/{id}/dial", responses=errors(401, 403, 404, 409, 422))
async def dial(id: str, ports: Ports, me: Me) -> EvaluationDialled:
    """Ring the citizen from the own seat, claimed with it; 422 out of hours and in a part of the day that had its try."""

    def number(uow: UnitOfWork) -> str:
        return evaluation.to_dial(uow, id, actor=actor_of(me), at=ports.now())

    call = ports.phone.dial(PersonId(me.id), await in_unit(ports, number))
    await in_unit(ports, lambda uow: evaluation.dialled(uow, id, call, actor=actor_of(me)))
    return EvaluationDialled(call=call)


@router.post("/{id}/try", responses=errors(401, 403, 404, 409, 422))
def tried(id: str, body: TryIn, ports: Ports, uow: Uow, me: Me) -> EvaluationOut:
    """Nobody answered, or not now: the next try is at another time of the day."""
    evaluation.tried(uow, id, body, actor=actor_of(me), at=ports.now())
    return _seen(me, reading.get(uow, id))


@router.post("/{id}/answer", responses=errors(401, 403, 404, 409, 422))
def answered(id: str, body: AnswerIn, ports: Ports, uow: Uow, me: Me) -> EvaluationOut:
    """What the citizen said; unsolved sends the ticket back to its unit."""
    evaluation.answered(uow, id, body, actor=actor_of(me), at=ports.now())
    return _seen(me, reading.get(uow, id))


@router.post("/{id}/appeal", status_code=201, responses=errors(401, 403, 404, 409, 422))
def appeal(id: str, body: AppealIn, ports: Ports, uow: Uow, me: Me) -> EvaluationOut:
    evaluation.appeal(uow, id, body.ground, actor=actor_of(me), at=ports.now())
    return _seen(me, reading.get(uow, id))


@router.post("/{id}/review", responses=errors(401, 403, 404, 409, 422))
def review(id: str, body: ReviewIn, ports: Ports, uow: Uow, me: Me) -> EvaluationOut:
    evaluation.review(uow, id, body, actor=actor_of(me), at=ports.now())
    return _seen(me, reading.get(uow, id))
