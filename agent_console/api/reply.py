"""What a citizen answers by link: no account, a token that serves once."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import Field

from agent_console.api.mailbox import address_of
from agent_console.faults import errors
from agent_console.transaction import Ports, Uow
from ticketing.evaluation import links
from ticketing.evaluation.schemas import AnswerIn, Asked, Grade, Solved, Words
from ticketing.questionnaires.questions import MAX_QUESTIONS
from ticketing.schema import Schema

router = APIRouter(prefix="/api/reply", tags=["reply"])
Token = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]

Replies = dict[str, Any]


class CitizenReplyIn(Schema):
    """``replies`` by the keys of the questionnaire that was shown."""

    contacted: bool | None = None
    solved: Solved
    grade: Grade
    comment: Words = ""
    replies: Replies = Field(default_factory=dict, max_length=MAX_QUESTIONS)


@router.get("/{token}", responses=errors(404, 409, 429))
def read_asked(token: Token, request: Request, ports: Ports, uow: Uow) -> Asked:
    """The matter that is asked about; nothing that says who the citizen is. 429 for an address that guesses at links."""
    return links.asked(uow, token, ports.now(), address_of(request))


@router.post("/{token}", status_code=204, responses=errors(404, 409, 422, 429))
def reply(token: Token, body: CitizenReplyIn, request: Request, ports: Ports, uow: Uow) -> None:
    """The citizen's answer, once."""
    links.answer(uow, token, AnswerIn(**body.model_dump()), ports.now(), address_of(request))
