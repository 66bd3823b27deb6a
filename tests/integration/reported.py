"""A house with a handling unit, and a ticket of it that is done and waits for its citizen's word: all by REST."""

from typing import Any

from hotline.demo.desk import Desk
from hotline.demo.stage import Stage
from tests.integration.house import House, until

AROUND_THE_CLOCK = {
    "HOTLINE_LAW__EVALUATION__CALLS_FROM": "0",
    "HOTLINE_LAW__EVALUATION__NOON_FROM": "8",
    "HOTLINE_LAW__EVALUATION__EVENING_FROM": "16",
    "HOTLINE_LAW__EVALUATION__CALLS_UNTIL": "24",
}
"""Citizens may be called at any hour at which a test runs."""
ROUND_S = 30.0


class WithHandler(Stage):
    """Somebody of the unit handles its tickets."""

    async def _person(self, admin: Desk, username: str, name: str, roles: list[str], queues: list[str], unit: str) -> None:
        if username == "boss1":
            await super()._person(admin, "handler1", "钱经办", ["handler"], [], unit)
        await super()._person(admin, username, name, roles, queues, unit)


async def reported(stage: Stage, number: str, title: str = "楼道异响") -> dict[str, Any]:
    """The ticket in the state ``callback``."""
    matter = {"channel": "walk_in", "text": f"{title}，请派人查看。", "caller_name": "李女士", "caller_number": number}
    async with (
        stage.desk("agent1", seat=False) as agent,
        stage.desk("handler1", seat=False) as handler,
        stage.desk("boss1", seat=False) as boss,
    ):
        made = await agent.post("/api/intake", **matter)
        changes = {"title": title, "matter": matter["text"]}
        draft = await agent.patch(f"/api/drafts/{made['id']}", version=made["draft"]["version"], changes=changes)
        unit = handler.me["unit"]
        ticket = await agent.post(f"/api/drafts/{made['id']}/dispatch", version=draft["version"], unit=unit, level=3)
        path = f"/api/tickets/{ticket['id']}"
        ticket = await handler.post(f"{path}/sign", version=ticket["version"])
        ticket = await handler.post(f"{path}/start_handling", version=ticket["version"])
        done = {"result": "已派人查看并排除。", "outcome": "solved", "resolved_level": "street"}
        ticket = await handler.post(f"{path}/report", version=ticket["version"], **done)
        return dict(await boss.post(f"{path}/pass_review", version=ticket["version"]))


async def to_be_called(stage: Stage, *tickets: dict[str, Any]) -> list[dict[str, Any]]:
    """Wait until the law's own round has opened the callbacks of these tickets."""
    wanted = [ticket["id"] for ticket in tickets]
    async with stage.desk("boss1", seat=False) as boss:

        async def read() -> list[dict[str, Any]]:
            return [row for id in wanted for row in await boss.get(f"/api/evaluation/of-ticket/{id}")]

        return await until(read, lambda rows: len(rows) == len(wanted), ROUND_S)


async def told(house: House, ticket: str) -> dict[str, Any]:
    async with house.watching() as boss:
        return dict(await boss.get(f"/api/tickets/{ticket}"))
