"""What every request passes: origin, size, headers, one shape of refusal, and no inside of an error to the outside."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import anyio
import pytest

from agent_console import guard
from agent_console.guard import MAX_BODY_BYTES, limit_of
from tests.agent_console.conftest import PASSWORD, Site

pytestmark = pytest.mark.anyio
SIGN_IN = {"username": "agent1", "password": PASSWORD}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
    ],
)
async def test_other_sites_cannot_act_in_the_name_of_a_person(site: Site, headers: dict[str, str], status: int) -> None:
    async with site.client() as client:
        assert (await client.post("/api/session", json=SIGN_IN, headers=headers)).status_code == status
        own = await client.post("/api/session", json=SIGN_IN, headers={"Origin": site.url})
    assert own.status_code == 200


async def test_every_answer_carries_the_security_headers(site: Site) -> None:
    async with site.client() as client:
        answers = [await client.get(path) for path in ("/", "/api/healthz", "/api/me", "/api/nothing")]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_body_that_is_too_large_is_refused_announced_or_not(site: Site) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 65_536 + 1):
            yield b" " * 65_536

    async with site.client() as client:
        announced = await client.post("/api/session", content=b" " * (MAX_BODY_BYTES + 1))
        streamed = await client.post("/api/session", content=drops(), headers={"Content-Type": "application/json"})
    assert announced.status_code == streamed.status_code == 413
    assert announced.json()["error"]["code"] == "BadInput"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "NotFound"),
        ("GET", "/ws/nothing", 404, "NotFound"),
        ("PUT", "/api/session", 405, "BadInput"),
        ("POST", "/api/session", 422, "BadInput"),
    ],
)
async def test_every_refusal_has_the_one_shape(site: Site, method: str, path: str, status: int, code: str) -> None:
    async with site.client() as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["what"]


async def test_what_nobody_foresaw_gives_an_id_and_no_inside(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    token = await site.token("boss1")
    site.house.phone.agents = {"broken": object()}  # type: ignore[dict-item]
    async with site.client(token) as client:
        answer = await client.get("/api/wallboard")
    error = answer.json()["error"]
    assert answer.status_code == 500
    assert error["code"] == "Unexpected"
    assert "Traceback" not in json.dumps(error)
    incident = next(word for word in error["remedy"].split() if word.count("-") == 4)
    logged = capsys.readouterr()
    assert incident in logged.out + logged.err


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("handler1", "/api/attachments/uploads?ticket=none&name=a.mp4"),
        ("handler1", "/api/evidence?subject=meeting:none&name=a.jpg"),
        ("root1", "/api/operation/prompts/welcome/upload"),
        ("boss1", "/api/supervision/samples/none/results"),
    ],
)
async def test_files_that_an_endpoint_takes_pass_the_guard(site: Site, username: str, path: str) -> None:
    """A photograph of the scene, a minute of sound: larger than any form, refused here for another reason or not at all."""
    async with await site.signed_in(username) as client:
        answer = await client.post(path, content=b" " * (MAX_BODY_BYTES + 1), headers={"Content-Type": "application/json"})
    assert answer.status_code in (404, 422, 503), answer.text


def test_no_field_may_be_longer_than_the_body_that_it_comes_in(document: dict[str, Any]) -> None:
    looked = 0
    for path, ways in document["paths"].items():
        for way in ("post", "put", "patch"):
            content = ways.get(way, {}).get("requestBody", {}).get("content", {})
            shape = content.get("application/json", {}).get("schema", {})
            if named := shape.get("$ref", "").rpartition("/")[2]:
                shape = document["components"]["schemas"][named]
            for name, field in shape.get("properties", {}).items():
                looked += "maxLength" in field
                assert field.get("maxLength", 0) <= limit_of(path.replace("{", "").replace("}", "")), (path, name)
    assert looked > 100


async def test_a_body_that_does_not_come_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_TIMEOUT_S", 0.1)
    host = urlsplit(site.url)
    async with await anyio.connect_tcp(str(host.hostname), host.port or 0) as stream:
        await stream.send(b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        with anyio.fail_after(10):
            answer = await stream.receive()
    assert answer.startswith(b"HTTP/1.1 408")


async def test_requests_are_counted_by_route_never_by_what_they_ask_for(site: Site) -> None:
    async with await site.signed_in("agent1") as client:
        await client.get("/api/calls/some-secret-call")
        text = (await client.get("/metrics")).text
    assert 'route="/api/calls/{call_id}"' in text
    assert "some-secret-call" not in text
    assert "hotline_desks 0.0" in text
