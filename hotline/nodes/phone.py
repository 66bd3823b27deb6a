"""The phone of a node among others: its board is the house's; what needs the sound of another node's call is refused."""

from collections.abc import Mapping
from typing import Any

from agent_console.nodes import Elsewhere
from agent_console.ports import SupervisedSide, SupervisionMode
from config.errors import Conflict
from config.ids import CallId, PersonId
from hotline.nodes.others import OtherNodes
from hotline.phone import DeskPhone


class HousePhone(DeskPhone):
    """`among` makes it one of several; before that, and without others, it is a node's own phone."""

    _others: OtherNodes | None = None

    def among(self, others: OtherNodes) -> None:
        self._others = others

    def own_board(self) -> Mapping[str, Any]:
        return super().board()

    def board(self) -> Mapping[str, Any]:
        return self._others.board() if self._others else self.own_board()

    async def supervise(self, person: PersonId, call: CallId, mode: SupervisionMode, side: SupervisedSide) -> None:
        self._must_be_here(call, {"monitor": "监听", "whisper": "耳语", "barge": "插话"}[mode])
        await super().supervise(person, call, mode, side)

    async def take_over(self, person: PersonId, call: CallId) -> None:
        self._must_be_here(call, "接管")
        await super().take_over(person, call)

    def move_call(self, call: CallId, *, queue: str = "", agent: PersonId | None = None) -> None:
        there = self._others.with_agent(agent) if self._others and agent else None
        if there is not None:
            what = f"这位话务员在另一个节点“{there.name}”签入，接不到这个节点的来电。"
            raise Conflict(what, "请选择这个节点的话务员，或移到队列。")
        super().move_call(call, queue=queue, agent=agent)

    def _must_be_here(self, call: CallId, what: str) -> None:
        there: Elsewhere | None = self._others.with_call(call) if self._others else None
        if there is not None:
            raise there.refused(what)
