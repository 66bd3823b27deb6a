"""Questionnaires: their versions, and what each was answered."""

from datetime import date

from fastapi import APIRouter

from agent_console.faults import errors
from agent_console.signed_in import Inspection, Me, require
from agent_console.transaction import Ports, Reading, Uow
from ticketing.questionnaires import reading, service
from ticketing.questionnaires.schemas import QuestionnaireIn, QuestionnaireOut, QuestionnaireResults

router = APIRouter(prefix="/api/questionnaires", tags=["evaluation"])


@router.get("", responses=errors(401, 403))
def list_questionnaires(ports: Ports, uow: Reading, me: Me) -> tuple[QuestionnaireOut, ...]:
    """All versions of all questionnaires, each one's newest first."""
    require(me, "inspector", "supervisor", "analyst")
    return reading.listed(uow, ports.now())


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def make_questionnaire(body: QuestionnaireIn, ports: Ports, uow: Uow, me: Inspection) -> QuestionnaireOut:
    """Version 1 of a new questionnaire, in force at once or from ``effective_at``."""
    return reading.out(uow, service.publish(uow, None, body, by=me.id, at=ports.now()), ports.now())


@router.post("/{code}/versions", status_code=201, responses=errors(401, 403, 404, 409, 422))
def make_version(code: str, body: QuestionnaireIn, ports: Ports, uow: Uow, me: Inspection) -> QuestionnaireOut:
    """The next version; ``after`` is the newest that its author saw. One without questions ends the questionnaire."""
    return reading.out(uow, service.publish(uow, code, body, by=me.id, at=ports.now()), ports.now())


@router.post("/versions/{id}/withdraw", responses=errors(401, 403, 404, 409))
def withdraw_version(id: str, ports: Ports, uow: Uow, me: Inspection) -> QuestionnaireOut:
    """Take a version back that is not in force yet."""
    return reading.out(uow, service.withdraw(uow, id, by=me.id, at=ports.now()), ports.now())


@router.get("/versions/{id}/results", responses=errors(401, 403, 404, 422))
def read_results(
    id: str, ports: Ports, uow: Reading, me: Me, first: date, last: date, unit: str | None = None
) -> QuestionnaireResults:
    """What a version was answered in a period: each question by its values; what citizens wrote is not for analysts."""
    require(me, "inspector", "supervisor", "analyst")
    found = reading.results(uow, id, first, last, ports.now(), unit=unit)
    if any(role in me.roles for role in ("inspector", "supervisor")):
        return found
    bare = tuple(one.model_copy(update={"words": ()}) for one in found.results)
    return found.model_copy(update={"results": bare})
