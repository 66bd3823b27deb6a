"""What other nodes say is taken in, and an order goes to the node that can carry it out."""

from typing import Any

import anyio
import pytest

from agent_console.live import orders, told_by_others
from agent_console.live.order_messages import AnyOrder, ForceState
from agent_console.live.session_names import name_of
from agent_console.nodes import Elsewhere, Nodes
from config.errors import Conflict, NotAllowed
from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio
WHY = "话务高峰"
THERE = Elsewhere(life="life-b", name="b", address="https://b.example")


class FakeNodes(Nodes):
    """One other node that has this agent and this call; ``refusal`` is what it says to an order."""

    def __init__(self, agent: str = "", call: str = "") -> None:
        self.agent, self.call = agent, call
        self.orders: list[tuple[str, str, AnyOrder]] = []
        self.refusal: Exception | None = None

    def with_agent(self, agent: str) -> Elsewhere | None:
        return THERE if agent == self.agent else None

    def with_call(self, call: str) -> Elsewhere | None:
        return THERE if call == self.call else None

    async def order(self, node: Elsewhere, by: str, order: AnyOrder) -> None:
        self.orders.append((node.life, by, order))
        if self.refusal:
            raise self.refusal


def force(agent: str) -> ForceState:
    return ForceState(id=1, type="force_state", agent=agent, state="paused", reason="meal", why=WHY)


async def acts(site: Site) -> list[dict[str, Any]]:
    async with await site.signed_in("boss1") as client:
        return list((await client.get("/api/floor/acts")).json()["items"])


async def test_an_order_is_carried_out_and_written_at_the_node_that_has_the_agent(site: Site, house: House) -> None:
    me = house.person("agent1")
    nodes = house.ports.nodes = FakeNodes(agent=me, call="c-there")
    boss = await site.desk("boss1", board=True)
    assert (await boss.ask("force_state", agent=me, state="paused", reason="meal", why=WHY))["ok"]
    assert (await boss.ask("end_call", call="c-there", why=WHY))["ok"]
    assert [(life, by, order.type) for life, by, order in nodes.orders] == [
        ("life-b", house.person("boss1"), "force_state"),
        ("life-b", house.person("boss1"), "end_call"),
    ]
    assert [what for what in house.phone.done if what[0] in ("force", "end_call")] == []
    assert await acts(site) == []


async def test_what_the_other_node_refuses_is_the_pages_answer(site: Site, house: House) -> None:
    nodes = house.ports.nodes = FakeNodes(agent=house.person("agent1"))
    nodes.refusal = Conflict("已经在这个状态。", "无须再试。")
    boss = await site.desk("boss1", board=True)
    reply = await boss.ask("force_state", agent=house.person("agent1"), state="paused", reason="meal", why=WHY)
    assert (reply["ok"], reply["error"]["code"], reply["error"]["what"]) == (False, "Conflict", "已经在这个状态。")


async def test_an_order_of_another_node_is_carried_out_here_for_supervisors_alone(site: Site, house: House) -> None:
    me = house.person("agent1")
    await site.desk("agent1")
    with pytest.raises(NotAllowed):
        await orders.of_another_node(house.ports, house.person("agent2"), force(me))
    await orders.of_another_node(house.ports, house.person("boss1"), force(me))
    assert house.phone.done[-1] == ("force", me, "paused", "meal")
    assert [(act["act"], act["by"]["id"]) for act in await acts(site)] == [("force_state", house.person("boss1"))]


async def test_a_seat_taken_at_another_node_closes_the_desk_here(site: Site, house: House) -> None:
    told_by_others.listen(house.ports, site.hub)
    desk, me = await site.desk("agent1"), house.person("agent1")
    assert ("seated", {"person": me}) in house.events.said
    house.events.word("seated", person=house.person("agent2"))
    assert (await desk.ask("ping"))["ok"]
    house.events.word("seated", person=me)
    with anyio.fail_after(20):
        assert (await desk.closed())[0] == 4009
    assert house.phone.done[-1] == ("sign_out", me)
    assert not site.hub.seated(me)


async def test_who_is_shut_out_or_signs_out_elsewhere_is_out_here(site: Site, house: House) -> None:
    told_by_others.listen(house.ports, site.hub)
    desk, other = await site.desk("agent1"), await site.desk("agent2")
    house.events.word("shut_out", person=house.person("agent1"))
    with anyio.fail_after(20):
        assert (await desk.closed())[0] == 4001
    house.events.word("session_ended", session=name_of("no such token"))
    assert (await other.ask("ping"))["ok"]


async def test_a_changed_record_and_the_harassment_list_count_here_at_once(site: Site, house: House) -> None:
    told_by_others.listen(house.ports, site.hub)
    await site.desk("agent1")
    house.phone.done.clear()
    house.events.word("record_changed", people=[house.person("agent1"), house.person("agent2")])
    house.events.word("blocked", numbers={"16400000001": "辱骂"})
    with anyio.fail_after(20):
        while ("sign_in", house.person("agent1")) not in house.phone.done:
            await anyio.sleep(0.01)
    assert ("sign_in", house.person("agent2")) not in house.phone.done, "who has no desk here gets no seat"
    assert ("block", {"16400000001": "辱骂"}) in house.phone.done
