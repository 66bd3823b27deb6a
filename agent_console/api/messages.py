"""Short messages that went out, for those who answer for them; and what the provider says later of each."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import Field, ValidationError

from agent_console.faults import errors
from agent_console.ports import ConsolePorts
from agent_console.signed_in import Me, require
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import BadInput, NotAllowed, NotFound
from ticketing.evaluation import replies
from ticketing.messages import service as messages
from ticketing.messages.schemas import MessageOut, MessagePage, MessageState, ReceivedMessage, ReceivedPage
from ticketing.schema import Schema
from ticketing.webhooks.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, verified

router = APIRouter(prefix="/api/messages", tags=["messages"])
Timestamp = Annotated[str, Header(alias=TIMESTAMP_HEADER, pattern=r"^\d{1,12}$")]
Signature = Annotated[str, Header(alias=SIGNATURE_HEADER, pattern=r"^sha256=[0-9a-f]{64}$")]


class Inbound(Schema):
    """``id``: the provider's own of this message; ``in_reply_to``: what it called ours, where it knows which was meant."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    number: Annotated[str, Field(min_length=3, max_length=32)]
    text: Annotated[str, Field(max_length=2_000)]
    in_reply_to: Annotated[str, Field(max_length=200)] = ""


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
    timestamp: Timestamp,
    signed: Signature,
) -> None:
    """From the provider, signed with ``law.messages.secret`` as our requests to it are; without a secret none is taken."""
    body, now = await _from_provider(request, ports, timestamp, signed), ports.now()
    try:
        said = Receipt.model_validate_json(body)
    except ValidationError:
        raise BadInput("回执须为含 id 和 delivered 的 JSON。", "请核对短信平台的回执设置。") from None
    if not await in_unit(ports, lambda uow: messages.receipt(uow, said.id, delivered=said.delivered, error=said.error, at=now)):
        raise NotFound("没有这条短信。")


@router.post("/inbound", status_code=204, responses=errors(403, 422))
async def receive_message(request: Request, ports: Ports, timestamp: Timestamp, signed: Signature) -> None:
    """What a citizen wrote, pushed by the provider and signed as its receipts are; taken once however often it is pushed."""
    body, now = await _from_provider(request, ports, timestamp, signed), ports.now()
    try:
        said = Inbound.model_validate_json(body)
    except ValidationError:
        raise BadInput("上行短信须为含 id、number 和 text 的 JSON。", "请核对短信平台的上行设置。") from None
    await in_unit(ports, lambda uow: replies.take(uow, said.id, said.number, said.text, now, in_reply_to=said.in_reply_to))


@router.get("/received", responses=errors(401, 403, 422))
def list_received(
    uow: Reading,
    me: Me,
    unseen: bool = False,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReceivedPage:
    """What citizens wrote back, newest first; ``unseen``: only what no rule understood and nobody has seen to."""
    require(me, "supervisor")
    return messages.received(uow, unseen=unseen, before=before, limit=limit)


@router.post("/received/{id}/seen", responses=errors(401, 403, 404, 409))
def see_to(id: str, ports: Ports, uow: Uow, me: Me) -> ReceivedMessage:
    """Say that one has seen to a message that no rule understood."""
    require(me, "supervisor")
    return messages.seen(uow, id, me.id, ports.now())


@router.post("/{id}/again", responses=errors(401, 403, 404, 409))
def send_again(id: str, ports: Ports, uow: Uow, me: Me) -> MessageOut:
    """Send a failed message once more."""
    require(me, "supervisor")
    return messages.send_again(uow, id, ports.now())


async def _from_provider(request: Request, ports: ConsolePorts, timestamp: str, signed: str) -> bytes:
    """The body of a request that the provider signed with ``law.messages.secret``; without a secret none is taken."""
    secret, body = ports.settings.law.messages.secret, await request.body()
    if not secret or not verified(secret, int(timestamp), body, signed, now=int(ports.now().timestamp())):
        raise NotAllowed("短信平台的签名不正确或已过期。", "请核对短信平台的密钥和时钟。")
    return body
