"""Similar tickets, joining one and taking it back, and the figures of acceptance, over REST."""

import pytest

from tests.agent_console.conftest import House, Site, call_id

pytestmark = pytest.mark.anyio
CHANGES = {"matter": "文昌路三号院楼道灯坏了一个月", "category": "0101010102", "place": {"text": "文昌路"}}


async def test_an_agent_adds_the_caller_to_an_open_ticket_and_takes_it_back(site: Site, house: House) -> None:
    first, second = call_id(1), call_id(2)
    house.answered(first, "agent1")
    house.answered(second, "agent1", "15400000002")
    async with await site.signed_in("agent1") as agent:
        for call in (first, second):
            edited = await agent.patch(f"/api/drafts/{call}", json={"version": 1, "changes": CHANGES})
            assert edited.status_code == 200, edited.text
        ticket = (await agent.post(f"/api/drafts/{first}/dispatch", json={"version": 2, "unit": "NW-CG"})).json()
        boss = await site.desk("boss1")
        [found] = (await agent.get(f"/api/drafts/{second}/similar")).json()["items"]
        joined = await agent.post(f"/api/drafts/{second}/join", json={"version": 2, "ticket": found["id"]})
        told = await boss.event("ticket_callers")
        late = await agent.post(f"/api/drafts/{second}/join", json={"version": 2, "ticket": found["id"]})
        left = await agent.post(f"/api/drafts/{second}/leave")
        others = await agent.get(f"/api/tickets/{ticket['id']}/similar")
    assert (found["number"], found["why"][0]) == (ticket["number"], {"kind": "place", "text": "同一地点：文昌路"})
    assert joined.json()["callers"][0]["number"] == "15400000002"
    assert told == {"ticket": ticket["id"], "number": ticket["number"], "call": second, "callers_count": 2}
    assert (late.status_code, left.json()["callers_count"], others.json()["items"]) == (409, 1, [])


async def test_another_agents_draft_is_neither_compared_nor_joined(site: Site, house: House) -> None:
    house.answered(call_id(1), "agent1")
    async with await site.signed_in("agent2") as other:
        assert (await other.get(f"/api/drafts/{call_id(1)}/similar")).status_code == 403
        join = {"version": 1, "ticket": "x"}
        assert (await other.post(f"/api/drafts/{call_id(1)}/join", json=join)).status_code == 403
        assert (await other.post(f"/api/drafts/{call_id(1)}/leave")).status_code == 403


async def test_who_gave_a_call_away_still_brings_their_last_words_into_its_draft_but_decides_nothing(
    site: Site, house: House
) -> None:
    call = call_id(1)
    house.answered(call, "agent1")
    house.record("call_transferred", call, agent=house.person("agent1"), number=f"agent:{house.person('agent2')}", how="blind")
    house.record("call_answered", call, agent=house.person("agent2"), queue="general", waited_s=1.0)
    house.draft(call, "agent2")
    async with await site.signed_in("agent1") as former:
        edited = await former.patch(f"/api/drafts/{call}", json={"version": 1, "changes": {"matter": "文昌路积水"}})
        found = await former.get(f"/api/drafts/{call}/similar")
        dispatched = await former.post(f"/api/drafts/{call}/dispatch", json={"version": 2, "unit": "NW-CG"})
    assert edited.status_code == 200, edited.text
    assert (edited.json()["matter"], found.status_code, dispatched.status_code) == ("文昌路积水", 200, 403)


async def test_the_figures_of_acceptance_are_the_supervisors(site: Site, house: House) -> None:
    house.answered(call_id(1), "agent1")
    async with await site.signed_in("agent1") as agent:
        await agent.patch(f"/api/drafts/{call_id(1)}", json={"version": 1, "changes": CHANGES})
        await agent.post(f"/api/drafts/{call_id(1)}/dispatch", json={"version": 2, "unit": "NW-CG"})
        assert (await agent.get("/api/figures/acceptance")).status_code == 403
    async with await site.signed_in("boss1") as boss:
        found = (await boss.get("/api/figures/acceptance")).json()
        too_long = await boss.get("/api/figures/acceptance", params={"since": "2020-01-01T00:00:00Z"})
    assert (found["drafts"], found["by_agent"][0]["agent"]["name"]) == (1, "agent1的姓名")
    assert {one["field"]: one["added"] for one in found["fields"]}["matter"] == 1
    assert too_long.status_code == 422
