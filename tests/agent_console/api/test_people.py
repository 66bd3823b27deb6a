"""Accounts over REST."""

import pytest

from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio


async def test_a_new_account_shows_its_password_once_and_must_change_it(site: Site) -> None:
    body = {"username": "agent9", "name": "新话务员", "roles": ["agent"], "queues": ["general"]}
    async with await site.signed_in("root1") as root:
        made = await root.post("/api/people", json=body)
        again = await root.post("/api/people", json=body)
        listed = (await root.get("/api/people")).json()
    assert made.status_code == 201
    assert made.json()["password"]
    assert made.json()["person"]["must_change_password"] is True
    assert again.status_code == 409
    assert "password" not in str(listed).replace("must_change_password", "")


async def test_an_account_that_is_switched_off_is_signed_out(site: Site, house: House) -> None:
    async with await site.signed_in("agent1") as agent, await site.signed_in("root1") as root:
        changed = await root.patch(f"/api/people/{house.person('agent1')}", json={"active": False})
        assert changed.json()["active"] is False
        assert (await agent.get("/api/me")).status_code == 401


async def test_a_wrong_field_is_named(site: Site) -> None:
    async with await site.signed_in("root1") as root:
        answer = await root.post("/api/people", json={"username": "x y", "name": "某人", "roles": ["king"]})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "BadInput"
    assert "username" in answer.json()["error"]["what"]


async def test_what_a_seat_is_made_of_counts_at_once_for_who_sits_there(site: Site, house: House) -> None:
    await site.desk("agent1")
    path = f"/api/people/{house.person('agent1')}"
    async with await site.signed_in("root1") as root:
        changed = await root.patch(path, json={"queues": ["general", "grid"], "levels": {"grid": 3}})
        await root.patch(path, json={"unit": None})
        await root.patch(f"/api/people/{house.person('agent2')}", json={"levels": {"general": 2}})
        wrong = await root.patch(path, json={"levels": {"grid": 10}})
    assert changed.json()["levels"] == {"grid": 3}
    assert wrong.status_code == 422
    assert house.phone.done == [("sign_in", house.person("agent1"))] * 2
