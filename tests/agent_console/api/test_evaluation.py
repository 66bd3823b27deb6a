"""Callbacks over HTTP: claimed, rung at a time that counts, answered once, appealed by the unit, seen by whom it concerns."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import House, Site, call_id
from ticketing.drafts import service as drafts
from ticketing.evaluation.gathering import gather
from ticketing.tickets import handling, reviewing
from ticketing.tickets.actor import actor_of

pytestmark = pytest.mark.anyio
CALL = call_id(1)


def go_to(house: House, hour: int) -> None:
    """Tomorrow at this hour, by Beijing."""
    tomorrow = house.clock.now().date() + timedelta(days=1)
    house.clock.ahead += datetime.combine(tomorrow, time(hour - 8), tzinfo=UTC) - house.clock.now()


def reported(house: House) -> str:
    """A ticket of handler1's unit that is done and waits for its citizen's word."""
    go_to(house, 10)
    house.answered(CALL, "agent1")
    unit, at = house.people["handler1"].unit, house.clock.now()
    own, boss = actor_of(house.people["handler1"]), actor_of(house.people["boss1"])
    with house.database.unit_of_work() as uow:
        version = drafts.get(uow, CALL).version
        drafts.edit(uow, CALL, version, {"matter": "路灯坏了", "title": "路灯"}, house.person("agent1"), at)
        ticket = drafts.dispatch(uow, CALL, None, house.person("agent1"), at, unit=unit, level=3).id
        handling.sign(uow, ticket, actor=own, version=None, at=at)
        handling.start_handling(uow, ticket, actor=own, version=None, at=at)
        handling.report(
            uow, ticket, actor=own, version=None, at=at, result="已更换灯泡", outcome="solved", resolved_level="street"
        )
        reviewing.pass_review(uow, ticket, actor=boss, version=None, at=at)
        gather(uow, at)
    return ticket


@pytest.fixture
def ticket(house: House) -> str:
    return reported(house)


async def the_one(client: Any, box: str = "to_call") -> dict[str, Any]:
    answer = await client.get("/api/evaluation", params={"box": box})
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["items"]
    return dict(one)


async def test_a_callback_is_claimed_rung_and_answered_and_closes_its_ticket(site: Site, house: House, ticket: str) -> None:
    async with await site.signed_in("agent2") as agent:
        row = await the_one(agent)
        path = f"/api/evaluation/{row['id']}"
        assert (row["ticket"], row["result"], row["number"]) == (ticket, "已更换灯泡", "154****5678")
        claimed = (await agent.post(f"{path}/claim")).json()
        assert claimed["number"] == "15412345678"
        call = (await agent.post(f"{path}/dial")).json()["call"]
        version = (await the_one(agent, "mine"))["version"]
        said = {"version": version, "contacted": True, "solved": "solved", "grade": 5, "comment": "谢谢", "call_id": call}
        done = await agent.post(f"{path}/answer", json=said)
        again = await agent.post(f"{path}/answer", json=said)
        state = (await agent.get(f"/api/tickets/{ticket}")).json()["state"]
    assert ("dial", house.person("agent2"), "15412345678", "") in house.phone.done
    assert (done.status_code, again.status_code, state) == (200, 409, "closed")
    assert [(one["outcome"], one["call_id"]) for one in done.json()["history"]] == [("reached", call)]


async def test_not_solved_sends_the_ticket_back_to_its_unit(site: Site, ticket: str) -> None:
    async with await site.signed_in("agent2") as agent:
        path = f"/api/evaluation/{(await the_one(agent))['id']}"
        version = (await agent.post(f"{path}/claim")).json()["version"]
        await agent.post(f"{path}/answer", json={"version": version, "solved": "unsolved", "grade": 1, "comment": "还是不亮"})
        found = (await agent.get(f"/api/tickets/{ticket}")).json()
    assert (found["state"], found["reworks"]) == ("handling", 1)


async def test_no_phone_rings_in_a_part_of_the_day_that_had_its_try_nor_at_night(site: Site, house: House, ticket: str) -> None:
    async with await site.signed_in("agent2") as agent:
        path = f"/api/evaluation/{(await the_one(agent))['id']}"
        version = (await agent.post(f"{path}/claim")).json()["version"]
        tried = await agent.post(f"{path}/try", json={"version": version, "outcome": "no_answer"})
        soon = await agent.post(f"{path}/dial")
        later = (await the_one(agent, "later"))["tries"]
    house.clock.ahead += timedelta(hours=11)
    async with await site.signed_in("agent2") as agent:
        night = await agent.post(f"{path}/dial")
    assert (tried.status_code, soon.status_code, later, night.status_code) == (200, 422, 1, 422)
    assert "不同时段" in soon.json()["error"]["what"]
    assert not [one for one in house.phone.done if one[0] == "dial"]


async def test_what_one_has_claimed_is_nobody_elses_until_given_back(site: Site, ticket: str) -> None:
    async with await site.signed_in("agent2") as one, await site.signed_in("agent1") as other:
        path = f"/api/evaluation/{(await the_one(one))['id']}"
        await one.post(f"{path}/claim")
        taken = await other.post(f"{path}/claim")
        seen = (await other.get(path)).json()["number"]
        await one.post(f"{path}/give-back")
        free = await other.post(f"{path}/claim")
    assert (taken.status_code, seen, free.status_code) == (409, "154****5678", 200)


async def test_a_unit_sees_what_was_said_of_its_work_without_the_citizen_and_appeals(site: Site, ticket: str) -> None:
    async with await site.signed_in("agent2") as agent:
        path = f"/api/evaluation/{(await the_one(agent))['id']}"
        version = (await agent.post(f"{path}/claim")).json()["version"]
        await agent.post(f"{path}/answer", json={"version": version, "solved": "solved", "grade": 1, "comment": "颜色不好"})
        refused = await agent.post(f"{path}/appeal", json={"ground": "x"})
    async with await site.signed_in("handler1") as own, await site.signed_in("handler2") as stranger:
        [seen] = (await own.get(f"/api/evaluation/of-ticket/{ticket}")).json()
        nothing = (await stranger.get(f"/api/evaluation/of-ticket/{ticket}")).json()
        foreign = await stranger.get(path)
        appealed = await own.post(f"{path}/appeal", json={"ground": "颜色不在诉求之内"})
    assert (seen["name"], seen["number"], seen["comment"]) == ("", "", "颜色不好")
    assert (nothing, foreign.status_code, refused.status_code) == ([], 403, 403)
    assert appealed.json()["appeal"]["state"] == "open"
    async with await site.signed_in("boss1") as boss:
        assert (await the_one(boss, "appeals"))["id"] == appealed.json()["id"]
        judged = await boss.post(f"{path}/review", json={"uphold": True, "review": "非诉求内容", "solved": "solved", "grade": 3})
        today = site.house.clock.now().date().isoformat()
        figures = (await boss.get("/api/evaluation/figures", params={"first": today, "last": today})).json()
    assert [one["grade"] for one in judged.json()["answers"]] == [1, 3]
    total = figures[0]
    assert (total["callback"]["numerator"], total["callback"]["denominator"], total["grades"]) == (1, 1, [0, 0, 1, 0, 0])


async def test_who_asks_for_rest_is_asked_no_more_at_once(site: Site, ticket: str) -> None:
    async with await site.signed_in("agent2") as agent:
        await the_one(agent)
        rest = await agent.post("/api/evaluation/no-callback", json={"number": "15412345678", "why": "市民要求"})
        left = (await agent.get("/api/evaluation")).json()["items"]
        ended = await the_one(agent, "ended")
        state = (await agent.get(f"/api/tickets/{ticket}")).json()["state"]
    assert (rest.status_code, left, ended["state"], state) == (204, [], "skipped", "closed")
