"""What a citizen answers by link: no account, a token that serves once."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_console.faults import errors
from agent_console.transaction import Ports, Reading, Uow
from ticketing.evaluation import links
from ticketing.evaluation.schemas import AnswerIn, Asked, Grade, Solved, Words
from ticketing.schema import Schema

router = APIRouter(prefix="/api/reply", tags=["reply"])
Token = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class ReplyIn(Schema):
    contacted: bool | None = None
    solved: Solved
    grade: Grade
    comment: Words = ""


@router.get("/{token}", responses=errors(404, 409))
def read_asked(token: Token, ports: Ports, uow: Reading) -> Asked:
    """The matter that is asked about; nothing that says who the citizen is."""
    return links.asked(uow, token, ports.now())


@router.post("/{token}", status_code=204, responses=errors(404, 409, 422))
def reply(token: Token, body: ReplyIn, ports: Ports, uow: Uow) -> None:
    """The citizen's answer, once."""
    links.answer(uow, token, AnswerIn(**body.model_dump()), ports.now())
