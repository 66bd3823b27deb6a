"""Other platforms: they hand in matters and ask for them with a key; administrators keep platforms, keys and messages."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from agent_console.faults import errors
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import NotSignedIn
from ticketing.webhooks import deliveries, matters, platforms
from ticketing.webhooks.platforms import Caller
from ticketing.webhooks.schemas import (
    DeliveryOut,
    DeliveryPage,
    DeliveryState,
    KeyIn,
    MadeKey,
    MadePlatform,
    MatterIn,
    MatterOut,
    PlatformIn,
    PlatformOut,
    PlatformPatch,
    Scope,
)

router = APIRouter(prefix="/api", tags=["platform"])
MAX_KEY = 128


def key_of(request: Request) -> str:
    """``Authorization: Bearer hk_…``; NotSignedIn without one."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(key.strip()) <= MAX_KEY:
        raise NotSignedIn("缺少接口密钥。", "请在 Authorization 头中以 Bearer 方式携带密钥。")
    return key.strip()


def _with(scope: Scope) -> Any:
    """Whose key it is, found and counted in a unit of its own: a refusal of what was asked takes no count back."""

    async def caller(ports: Ports, key: Annotated[str, Depends(key_of)]) -> Caller:
        return await in_unit(ports, lambda uow: platforms.caller_of(uow, key, scope, ports.now()))

    return Depends(caller)


Writer = Annotated[Caller, _with("matters:write")]
Reader = Annotated[Caller, _with("matters:read")]


@router.post("/platform/matters", status_code=201, responses={200: {"model": MatterOut}, **errors(401, 403, 409, 422, 429)})
def hand_in(body: MatterIn, response: Response, ports: Ports, uow: Uow, platform: Writer) -> MatterOut:
    """Hand a matter in under the platform's own number. Sent again: 200 with the same; other words under it: 409 says which."""
    handed = matters.hand_in(uow, platform, body, ports.now())
    response.status_code = 201 if handed.made else 200
    return handed.matter


@router.get("/platform/matters/{external_id}", responses=errors(401, 403, 404, 429))
def read_matter(external_id: str, uow: Reading, platform: Reader) -> MatterOut:
    """Where the matter stands, who handles it, until when, and what came of it."""
    return matters.read(uow, platform, external_id)


@router.get("/platforms", responses=errors(401, 403))
def list_platforms(uow: Reading, me: Admin) -> tuple[PlatformOut, ...]:
    return platforms.list_platforms(uow)


@router.post("/platforms", status_code=201, responses=errors(401, 403, 409, 422))
def make_platform(body: PlatformIn, ports: Ports, uow: Uow, me: Admin) -> MadePlatform:
    """The secret that our messages are signed with is shown this once."""
    return platforms.make(uow, body, by=me.id, at=ports.now())


@router.patch("/platforms/{platform_id}", responses=errors(401, 403, 404, 422))
def change_platform(platform_id: str, body: PlatformPatch, uow: Uow, me: Admin) -> PlatformOut:
    return platforms.change(uow, platform_id, body)


@router.post("/platforms/{platform_id}/secret", responses=errors(401, 403, 404))
def new_secret(platform_id: str, uow: Uow, me: Admin) -> MadePlatform:
    return platforms.new_secret(uow, platform_id)


@router.post("/platforms/{platform_id}/keys", status_code=201, responses=errors(401, 403, 404, 422))
def make_key(platform_id: str, body: KeyIn, ports: Ports, uow: Uow, me: Admin) -> MadeKey:
    """The key is shown this once."""
    return platforms.make_key(uow, platform_id, body, by=me.id, at=ports.now())


@router.delete("/platform-keys/{key_id}", responses=errors(401, 403, 404))
def revoke_key(key_id: str, ports: Ports, uow: Uow, me: Admin) -> PlatformOut:
    return platforms.revoke(uow, key_id, by=me.id, at=ports.now())


@router.get("/webhook-deliveries", responses=errors(401, 403))
def list_deliveries(
    uow: Reading,
    me: Admin,
    platform: Annotated[str | None, Query(max_length=64)] = None,
    state: DeliveryState | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveryPage:
    """Messages to platforms, newest first, without what they say."""
    return deliveries.page(uow, platform=platform, state=state, before=before, limit=limit)


@router.post("/webhook-deliveries/{delivery_id}/send-again", responses=errors(401, 403, 404, 409))
def send_again(delivery_id: str, ports: Ports, uow: Uow, me: Admin) -> DeliveryOut:
    return deliveries.send_again(uow, delivery_id, ports.now())
