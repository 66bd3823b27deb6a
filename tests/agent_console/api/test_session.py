"""Signing in and out, and who may do what."""

import pytest

from tests.agent_console.conftest import PASSWORD, House, Site
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

pytestmark = pytest.mark.anyio


async def test_signing_in_gives_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_use(site: Site) -> None:
    async with site.client() as client:
        answer = await client.post("/api/session", json={"username": "agent1", "password": PASSWORD})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "secure" not in cookie
        me = await client.get("/api/me")
    assert me.json()["username"] == "agent1"
    assert me.json()["roles"] == ["agent"]


async def test_behind_https_the_cookie_never_travels_in_clear(site: Site) -> None:
    async with site.client() as client:
        answer = await client.post(
            "/api/session", json={"username": "agent1", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"}
        )
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_a_wrong_password_is_said_in_chinese_without_saying_which_part(site: Site) -> None:
    async with site.client() as client:
        answer = await client.post("/api/session", json={"username": "agent1", "password": "wrong"})
        unknown = await client.post("/api/session", json={"username": "nobody", "password": "wrong"})
    assert answer.status_code == unknown.status_code == 401
    assert answer.json() == unknown.json()
    assert answer.json()["error"]["code"] == "NotSignedIn"
    assert "密码" in answer.json()["error"]["what"]


async def test_five_misses_lock_the_account_even_for_the_right_password(site: Site) -> None:
    async with site.client() as client:
        for _ in range(5):
            await client.post("/api/session", json={"username": "agent2", "password": "wrong"})
        answer = await client.post("/api/session", json={"username": "agent2", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.json()["error"]["remedy"]


async def test_after_signing_out_the_token_is_worth_nothing(site: Site) -> None:
    token = await site.token("agent1")
    async with site.client(token) as client:
        assert (await client.delete("/api/session")).status_code == 204
        assert (await client.get("/api/me")).status_code == 401


async def test_signing_out_leaves_the_seat_and_closes_the_desk(site: Site) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    async with site.client(token) as client:
        await client.delete("/api/session")
    assert (await desk.closed())[0] == 4001
    assert site.house.phone.done[-1] == ("sign_out", site.house.person("agent1"))


async def test_who_must_change_the_password_can_do_only_that(site: Site, house: House) -> None:
    with house.database.unit_of_work() as uow:
        people.create(uow, PersonIn(username="fresh", name="新人", roles=("agent",), password="first-password-1"))
    async with site.client() as client:
        await client.post("/api/session", json={"username": "fresh", "password": "first-password-1"})
        assert (await client.get("/api/me")).json()["must_change_password"] is True
        assert (await client.get("/api/todo")).status_code == 403
        changed = await client.post("/api/me/password", json={"old": "first-password-1", "new": PASSWORD})
        assert changed.status_code == 204
        assert (await client.get("/api/todo")).status_code == 200


async def test_a_new_password_of_ones_own_ends_the_other_sessions_only(site: Site) -> None:
    elsewhere = await site.token("agent1")
    async with await site.signed_in("agent1") as here, site.client(elsewhere) as other:
        assert (await here.post("/api/me/password", json={"old": PASSWORD, "new": "Another-River-8"})).status_code == 204
        assert (await here.get("/api/me")).status_code == 200
        assert (await other.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("agent1", "/api/people", 403),
        ("root1", "/api/people", 200),
        ("root1", "/api/calls", 403),
        ("root1", "/api/tickets", 403),
        ("handler1", "/api/calls", 403),
        ("handler1", "/api/tickets", 200),
        ("agent1", "/api/duty-sessions", 200),
        ("handler1", "/api/duty-sessions", 403),
        ("leader1", "/api/duty-sessions", 200),
        ("agent1", "/api/wallboard", 200),
        ("handler1", "/api/wallboard", 403),
        ("agent1", "/api/duty-sessions/figures", 200),
        ("agent1", "/api/categories?q=噪音", 200),
        ("agent1", "/api/units", 200),
        ("agent1", "/api/places", 200),
        ("agent1", "/api/status", 200),
        ("agent1", "/api/callbacks", 200),
    ],
)
async def test_roles_open_their_paths_only(site: Site, username: str, path: str, status: int) -> None:
    async with await site.signed_in(username) as client:
        answer = await client.get(path)
    assert answer.status_code == status, answer.text


async def test_without_a_session_everything_of_the_api_is_closed_except_health(site: Site) -> None:
    async with site.client() as client:
        for path in ("/api/me", "/api/calls", "/api/drafts/x", "/api/todo", "/api/tickets", "/api/people", "/api/wallboard"):
            assert (await client.get(path)).status_code == 401, path
        assert (await client.get("/api/healthz")).json() == {"status": "ok"}


async def test_choosing_a_phone_takes_the_seat_again_only_with_a_desk(site: Site, house: House) -> None:
    async with await site.signed_in("agent1") as client:
        answer = await client.put("/api/me/phone", json={"phone": "sip:100@127.0.0.1"})
        assert answer.json()["phone"] == "sip:100@127.0.0.1"
        assert house.phone.done == []
        await site.desk("agent1")
        assert (await client.put("/api/me/phone", json={"phone": "browser"})).status_code == 200
    assert house.phone.done == [("sign_in", house.person("agent1"))] * 2


async def test_a_page_may_ask_who_is_signed_in_without_an_error(site: Site) -> None:
    async with site.client() as nobody, await site.signed_in("agent1") as agent:
        unknown = await nobody.get("/api/session")
        known = (await agent.get("/api/session")).json()
    assert (unknown.status_code, unknown.json()) == (200, {"me": None})
    assert known["me"]["username"] == "agent1"
