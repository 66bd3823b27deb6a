"""Whatever anybody sends to any operation, the console refuses it in words or does it: it never breaks.

``ODD_SECONDS=600`` goes on for so long instead of some seconds, ``ODD_SEED=7`` sends others.
"""

import json
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from agent_console import app, guard, openapi, signed_in
from agent_console.faults import Fault, unexpected
from tests.agent_console.conftest import PASSWORD, House, Site, call_id, openapi_document
from tests.agent_console.odd_requests import Known, Maker, Request, operations
from tests.fakes.node import FakeNode
from ticketing.drafts import service as drafts
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

pytestmark = pytest.mark.timeout(600)
DOCUMENT = openapi_document()
OPERATIONS = operations(DOCUMENT)
SECONDS = float(os.environ.get("ODD_SECONDS", "25"))
SEED = int(os.environ.get("ODD_SEED", "12345"))
ROOT = Path(openapi.__file__).parents[1]
ROLES = ("agent1", "leader1", "boss1", "dispatcher1", "handler1", "inspector1", "analyst1", "root1")
NOT_TRIED = {
    "POST /api/operation/people/{person_id}/sign-out",
    "POST /api/operation/people/{person_id}/leave",
    "POST /api/me/password",
    "DELETE /api/session",
}
"""They end the sessions that the others ask with; each has tests of its own."""
TRIED = [one for one in OPERATIONS if one.name not in NOT_TRIED]
FOR_EVERYBODY = {
    "POST /api/session",
    "GET /api/session",
    "GET /api/healthz",
    "GET /api/city/public-contacts",
    "GET /api/mailbox/terms",
    "POST /api/mailbox",
    "POST /api/mailbox/uploads",
    "POST /api/mailbox/look-up",
    "POST /api/mailbox/supplement",
    "POST /api/platform/matters",
    "GET /api/platform/matters/{external_id}",
    "GET /api/reply/{token}",
    "POST /api/reply/{token}",
    "POST /api/messages/receipt",
    "POST /api/messages/inbound",
    "GET /api/public/duty-figures",
}
MEANT = {
    "reviewer": "person", "assistant": "person", "by": "person", "owner": "person", "member": "person", "agent": "person",
    "leader": "person", "people": "person", "suggested_unit": "unit", "lead": "unit", "co": "unit", "host": "unit",
}  # fmt: skip
"""Fields that name a thing of another word."""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The errors that nobody foresaw, as they were raised."""
    met: list[BaseException] = []

    def noted(error: BaseException, **where: Any) -> Fault:
        met.append(error)
        return unexpected(error, **where)

    monkeypatch.setattr(guard, "unexpected", noted)
    return met


def peopled(house: House) -> None:
    """The house with all roles, a node, some calls with drafts and tickets."""
    house.ports.node = FakeNode(house.ports.settings)
    with house.database.unit_of_work() as uow:
        unit = house.people["handler1"].unit
        for name in ("inspector", "analyst"):
            made = people.create(
                uow, PersonIn(username=f"{name}1", name=name, roles=(name,), unit=unit, password="first-password-1")
            )  # type: ignore[arg-type]
            people.change_password(uow, made.person.id, "first-password-1", PASSWORD)
    for number in range(1, 9):
        call = call_id(number)
        house.answered(call, "agent1")
        house.record("recording_started", call, path=f"{call}.wav")
        house.said(call, "caller", "我想投诉路灯坏了", 1.0)
        if number > 4:
            with house.database.unit_of_work() as uow:
                at, agent = house.clock.now(), house.person("agent1")
                drafts.edit(uow, call, drafts.get(uow, call).version, {"matter": "路灯坏了", "title": "路灯"}, agent, at)
                drafts.dispatch(uow, call, None, agent, at, unit=house.people["handler1"].unit, level=3)
        if number % 2 == 0:
            house.ended(call, "agent1")


class Sender:
    """Sends requests as somebody and keeps what broke, once for each place in the product."""

    def __init__(self, known: Known, broken: list[BaseException]) -> None:
        self._known = known
        self._broken = broken
        self.faults: dict[str, str] = {}
        self.answers: Counter[int] = Counter()
        self.done: set[str] = set()

    async def send(self, client: httpx.AsyncClient, request: Request, who: str = "") -> int:
        answer = await client.send(built(client, request))
        self.answers[answer.status_code] += 1
        if answer.status_code < 400:
            self.done.add(request.operation.name)
            if answer.content and answer.headers.get("content-type", "").startswith("application/json"):
                self._known.learn(request.operation.path, answer.json())
        elif answer.status_code >= 500:
            self._broke(request, answer, who)
        elif not answer.json()["error"]["what"]:
            self.faults.setdefault(f"{answer.status_code} says nothing", f"{who} {request}")
        self._broken.clear()
        return answer.status_code

    def _broke(self, request: Request, answer: httpx.Response, who: str) -> None:
        where, told = answer.text[:200], ""
        if self._broken:
            error = self._broken[-1]
            frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(str(ROOT))]
            ours = [one for one in frames if ".venv" not in one.filename]
            where = f"{type(error).__name__} at {' < '.join(f'{Path(f.filename).name}:{f.lineno}' for f in reversed(ours[-3:]))}"
            told = str(error)[:300]
        self.faults.setdefault(where, f"{answer.status_code} {who} {request}\n    {told}")


def built(client: httpx.AsyncClient, request: Request) -> httpx.Request:
    def safe(text: str) -> str:
        return quote(text.encode(errors="surrogatepass"), safe="")

    path = request.operation.path
    for name, value in request.path.items():
        path = path.replace("{" + name + "}", safe(value) or "x")
    query = "&".join(f"{safe(name)}={safe(value)}" for name, value in request.query.items())
    if request.raw is not None:
        content = request.raw
    elif request.body is not None:
        content = json.dumps(request.body).encode()
    else:
        content = b"x" if "requestBody" in request.operation.asked else b""
    address = f"{path}?{query}" if query else path
    return client.build_request(
        request.operation.method.upper(), address, content=content, headers={"Content-Type": "application/json"}
    )


@pytest.mark.anyio
async def test_no_request_of_anybody_breaks_the_console(site: Site, house: House, broken: list[BaseException]) -> None:
    peopled(house)
    now = house.clock.now()
    moments = [(now + timedelta(hours=hours)).isoformat() for hours in (-48, -1, 1, 72)]
    known = Known(MEANT)
    dice = random.Random(SEED)
    maker, sender = Maker(DOCUMENT, known, dice, moments), Sender(known, broken)
    for person in house.people.values():
        known.add("person", person.id)
        known.add("unit", str(person.unit))
    async with AsyncExitStack() as open_ones:
        clients = {name: await open_ones.enter_async_context(await site.signed_in(name)) for name in ROLES}
        for number in range(1, 9):
            known.add("call", call_id(number))
            known.add("draft", call_id(number))
        may: dict[str, str] = {}
        last = ROLES[0]
        for operation in TRIED:
            for name in sorted(dice.sample(ROLES, len(ROLES)), key=lambda one, last=last: one != last):  # type: ignore[misc]
                if await sender.send(clients[name], maker.right(operation), name) != 403:
                    may[operation.name] = last = name
                    break
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            operation = dice.choice(TRIED)
            name = dice.choice((may.get(operation.name, "boss1"), may.get(operation.name, "boss1"), dice.choice(ROLES)))
            for request in (maker.right(operation), maker.odd(operation), maker.odd(operation)):
                await sender.send(clients[name], request, name)
    assert not sender.faults, "\n" + "\n".join(f"{where}\n    {told}" for where, told in sender.faults.items())
    assert len(sender.done) > len(TRIED) / 4, "too few requests were right enough to be done"


def asks_who(route: APIRoute) -> bool:
    """Whether somebody has to be signed in before the endpoint is reached."""
    waiting, asked = [route.dependant], set()
    while waiting:
        one = waiting.pop()
        asked.add(one.call)
        waiting += one.dependencies
    return signed_in._signed_in in asked


def every(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(within := getattr(route, "original_router", None), APIRouter):
            yield from every(within.routes)


def test_what_is_open_without_a_session_is_what_stands_here() -> None:
    """Each of them knows citizens and platforms by a number, a token or a signature of its own, or says nothing of anybody."""
    routes = [route for router in app.ROUTERS for route in every(router.routes) if route.include_in_schema]
    assert len(routes) > 500
    assert {f"{min(route.methods or ())} {route.path}" for route in routes if not asks_who(route)} == FOR_EVERYBODY
