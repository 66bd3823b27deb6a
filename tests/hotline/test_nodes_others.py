"""Who else is there: a node counts while it is heard, and an order finds the node that holds its agent or call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from hotline.bus import Bus, BusState
from hotline.bus_metrics import BusFigures, of_bus
from hotline.nodes import others as others_module
from hotline.nodes.others import OtherNodes
from hotline.nodes.standing import house_facts

EMPTY: dict[str, Any] = {"at": "", "queues": [], "agents": [], "calls": [], "registrations": [], "trunks": [], "surge": False}


class OpenBus(Bus):
    """A bus whose other end is the test's: ``said`` is what this node says, `word` is what another says."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.said: list[tuple[str, Mapping[str, Any]]] = []
        self.heard = True

    def say(self, kind: str, data: Mapping[str, Any]) -> None:
        self.said.append((kind, data))

    def state(self) -> BusState:
        return BusState(heard=self.heard, since_s=3.0, unsent=0, begun_anew=1)

    def word(self, life: str, kind: str, **data: Any) -> None:
        self._word(life, kind, data)


Scenario = Callable[[OpenBus, OtherNodes], Awaitable[None]]


def tried(scenario: Scenario, own: dict[str, Any] = EMPTY) -> None:
    async def main() -> None:
        bus = OpenBus()
        await scenario(bus, OtherNodes(bus, lambda: own, name="a", address="https://a"))

    asyncio.run(main())


def says(bus: OpenBus, name: str, life: str = "life-b", **rows: Any) -> None:
    bus.word(life, "board", name=name, address=f"https://{name}", board={**EMPTY, **rows})


def test_agents_and_calls_are_found_where_they_are() -> None:
    own = {**EMPTY, "agents": [{"agent": "li", "call": None}], "calls": [{"call": "c-own"}]}

    async def scenario(bus: OpenBus, others: OtherNodes) -> None:
        says(bus, "b", agents=[{"agent": "wang", "call": "c1"}], calls=[{"call": "c1"}])
        there = others.with_agent("wang")
        assert there is not None
        assert (there.life, there.name, there.address) == ("life-b", "b", "https://b")
        assert others.with_call("c1") == there
        assert [others.with_agent("li"), others.with_call("c-own"), others.with_call("c-ended")] == [None, None, None]
        refusal = there.refused("监听")
        assert "节点“b”" in refusal.what
        assert "https://b" in refusal.remedy
        assert [one["call"] for one in others.board()["calls"]] == ["c-own", "c1"]

    tried(scenario, own)


def test_a_node_that_is_silent_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others_module, "SILENT_S", 0.05)

    async def scenario(bus: OpenBus, others: OtherNodes) -> None:
        says(bus, "b", calls=[{"call": "c1"}])
        assert [node.name for node in others.present()] == ["b"]
        await asyncio.sleep(0.06)
        assert others.present() == []
        assert others.board()["calls"] == []

    tried(scenario)


def test_a_node_that_started_again_replaces_what_it_was_and_none_takes_this_nodes_name() -> None:
    async def scenario(bus: OpenBus, others: OtherNodes) -> None:
        says(bus, "b", life="first", calls=[{"call": "c1"}])
        says(bus, "b", life="second", calls=[{"call": "c2"}])
        says(bus, "a", life="impostor", calls=[{"call": "c3"}])
        assert [(node.life, node.name) for node in others.present()] == [("second", "b")]

    tried(scenario)


def test_the_board_is_said_while_others_can_hear_it_and_not_kept_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others_module, "BOARD_EVERY_S", 0.01)

    async def scenario(bus: OpenBus, others: OtherNodes) -> None:
        bus.heard = False
        task = asyncio.create_task(others.run())
        await asyncio.sleep(0.05)
        assert bus.said == []
        bus.heard = True
        async with asyncio.timeout(5):
            while not bus.said:
                await asyncio.sleep(0.01)
        kind, said = bus.said[0]
        assert (kind, said["name"], said["address"], said["board"]) == ("board", "a", "https://a", EMPTY)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    tried(scenario)


def test_an_operator_sees_a_lamp_for_the_bus_and_one_for_each_node() -> None:
    async def scenario(bus: OpenBus, others: OtherNodes) -> None:
        [up, alone] = house_facts(bus.state(), others.present())
        assert (up.title, up.state, alone.state) == ("节点间总线", "ok", "note")
        says(bus, "b", calls=[{"call": "c1"}])
        assert [fact.title for fact in house_facts(bus.state(), others.present())] == ["节点间总线", "节点 b"]
        bus.heard = False
        [down] = house_facts(bus.state(), others.present())
        assert (down.state, "本节点照常服务" in down.value, down.remedy != "") == ("note", True, True)

    tried(scenario)


def test_figures_of_the_bus_are_told_where_there_is_one() -> None:
    assert list(of_bus(BusFigures(None, 0))) == []
    told = {
        family.name: family.samples[0].value
        for family in of_bus(BusFigures(BusState(heard=True, since_s=1.0, unsent=4, begun_anew=2), 1))
    }
    assert told == {"hotline_bus_up": 1, "hotline_bus_nodes": 1, "hotline_bus_unsent": 4, "hotline_bus_begun_anew": 2}
