"""Short messages that went out, for those who answer for them; and what the provider says later of each."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import Field, ValidationError

from agent_console.faults import errors
from agent_console.signed_in import Me, require
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import BadInput, NotAllowed, NotFound
from ticketing.messages import service as messages
from ticketing.messages.schemas import MessageOut, MessagePage, MessageState
from ticketing.schema import Schema
from ticketing.webhooks.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, verified

router = APIRouter(prefix="/api/messages", tags=["messages"])


class Receipt(Schema):
    """``id``: what the provider called the message when it took it."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    delivered: bool
    error: Annotated[str, Field(max_length=300)] = ""


@router.get("", responses=errors(401, 403, 422))
def list_messages(
    uow: Reading,
    me: Me,
    state: MessageState | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MessagePage:
    """Newest first, numbers masked; for supervisors, since a text names the matter."""
    require(me, "supervisor")
    return messages.page(uow, state=state, before=before, limit=limit)


@router.post("/receipt", status_code=204, responses=errors(403, 404, 422))
async def receive_receipt(
    request: Request,
    ports: Ports,
    timestamp: Annotated[str, Header(alias=TIMESTAMP_HEADER, pattern=r"^\d{1,12}$")],
    signed: Annotated[str, Header(alias=SIGNATURE_HEADER, pattern=r"^sha256=[0-9a-f]{64}$")],
) -> None:
    """From the provider, signed with ``law.messages.secret`` as our requests to it are; without a secret none is taken."""
    secret, body, now = ports.settings.law.messages.secret, await request.body(), ports.now()
    if not secret or not verified(secret, int(timestamp), body, signed, now=int(now.timestamp())):
        raise NotAllowed("回执的签名不正确或已过期。", "请核对短信平台的密钥和时钟。")
    try:
        said = Receipt.model_validate_json(body)
    except ValidationError:
        raise BadInput("回执须为含 id 和 delivered 的 JSON。", "请核对短信平台的回执设置。") from None
    if not await in_unit(ports, lambda uow: messages.receipt(uow, said.id, delivered=said.delivered, error=said.error, at=now)):
        raise NotFound("没有这条短信。")


@router.post("/{id}/again", responses=errors(401, 403, 404, 409))
def send_again(id: str, ports: Ports, uow: Uow, me: Me) -> MessageOut:
    """Send a failed message once more."""
    require(me, "supervisor")
    return messages.send_again(uow, id, ports.now())
