"""Whom an agent may bring into a call: colleagues at their desks, free ones first, and the city's contacts."""

import pytest

from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio


async def test_colleagues_who_are_free_come_first_and_oneself_never(site: Site, house: House) -> None:
    for name in ("agent1", "agent2", "leader1"):
        await site.desk(name)
    house.phone.set_presence(house.person("leader1"), "available", "")
    async with await site.signed_in("agent1") as agent:
        found = (await agent.get("/api/directory")).json()
    colleagues = [one for one in found if one["kind"] == "agent"]
    assert [one["number"] for one in colleagues] == [f"agent:{house.person(name)}" for name in ("leader1", "agent2")]
    assert [one["state"] for one in colleagues] == ["available", "paused"]


async def test_contacts_are_found_by_name_and_number_with_their_unit(site: Site) -> None:
    async with await site.signed_in("agent1") as agent:
        first = (await agent.get("/api/directory", params={"q": "110"})).json()[0]
        water = (await agent.get("/api/directory", params={"q": "供水"})).json()[0]
    assert (first["number"], first["quick"]) == ("110", True)
    assert water["note"] == "宁湾供水公司"


async def test_the_directory_is_for_those_who_take_calls(site: Site) -> None:
    async with await site.signed_in("handler1") as handler:
        assert (await handler.get("/api/directory")).status_code == 403
