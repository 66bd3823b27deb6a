"""The wallboard shows its callers to supervisors; everybody else only counts them."""

import pytest

from tests.agent_console.conftest import House, Site, call_id

pytestmark = pytest.mark.anyio
CALL = call_id(1)


async def test_callers_on_the_wallboard_are_shown_to_supervisors_only(site: Site, house: House) -> None:
    await site.desk("agent1")
    house.phone.ring(house.person("agent1"), CALL)
    seen = {}
    for username in ("agent1", "leader1", "boss1"):
        async with await site.signed_in(username) as client:
            seen[username] = (await client.get("/api/wallboard")).json()["calls"][0]["caller_number"]
    assert seen == {"agent1": "154****5678", "leader1": "154****5678", "boss1": "15412345678"}


async def test_callers_on_the_live_board_are_shown_to_supervisors_only(site: Site, house: House) -> None:
    await site.desk("agent1")
    house.phone.ring(house.person("agent1"), CALL)
    page, boss = await site.desk("agent1", board=True), await site.desk("boss1")
    assert [call["caller_number"] for call in (await page.event("board"))["calls"]] == ["154****5678"]
    assert [call["caller_number"] for call in (await boss.event("board"))["calls"]] == ["15412345678"]
