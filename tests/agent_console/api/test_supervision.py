"""Supervision over REST: a matter from its third report to the unit's reply, a sample, points, and who is kept out."""

from datetime import timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import PASSWORD, House, Site
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.supervision.clusters.turns import take_turn
from ticketing.tickets import service as tickets
from ticketing.uow import UnitOfWork

pytestmark = pytest.mark.anyio
SAID: dict[str, Any] = {
    "type": "complaint", "category_code": "0101010101", "category_name": "路灯", "title": "路灯不亮", "summary": "",
    "matter": "小区路灯坏了", "wish": "修好", "caller_name": "", "callback_number": "", "urgent": [], "level": None,
    "place": {"text": "一号小区", "gazetteer": None, "street_code": "S01"},
}  # fmt: skip


@pytest.fixture
def unit(house: House) -> str:
    """An inspector, and the code of the handlers' unit."""
    with house.database.unit_of_work() as uow:
        new = PersonIn(username="inspector1", name="督办员", roles=("inspector",), password="first-password-1")
        made = people.create(uow, new).person
        people.change_password(uow, made.id, "first-password-1", PASSWORD)
    return str(house.people["handler1"].unit)


def reported(house: House, unit: str, times: int) -> list[str]:
    """Tickets of one lamp, counted; their ids."""

    def make(uow: UnitOfWork, n: int) -> str:
        at = house.clock.now()
        fields: dict[str, Any] = SAID | {"caller_number": f"1640000{n:04d}"}
        row = tickets.accept(uow, tickets.NewTicket(call_id=None, fields=fields), by="system", at=at)
        to = tickets.Dispatch(unit=unit, co_units=(), basis="named", why="", dispatch_level="city", level=3)
        tickets.dispatch(uow, row, to, by="system", at=at)
        return row.id

    ids = []
    for n in range(times):
        with house.database.unit_of_work() as uow:
            ids.append(make(uow, n))
    with house.database.unit_of_work() as uow:
        take_turn(uow, house.clock.now())
    return ids


async def test_the_third_report_reaches_the_unit_as_a_paper_that_is_replied_to_and_accepted(site: Site, unit: str) -> None:
    reported(site.house, unit, 3)
    async with await site.signed_in("handler1") as handler, await site.signed_in("inspector1") as inspector:
        [paper] = (await handler.get("/api/supervision/unit-papers")).json()["items"]
        assert (paper["rung"], paper["ground"], paper["lamp"]) == ("notice", "repeated", "blue")
        printed = await handler.get(f"/api/documents/{paper['document']}.pdf")
        assert printed.content.startswith(b"%PDF")
        path = f"/api/supervision/papers/{paper['id']}"
        said = await handler.post(f"{path}/reply", json={"text": "今晚修好", "version": paper["version"]})
        assert said.json()["state"] == "replied"
        stale = await inspector.post(f"{path}/accept", json={"version": paper["version"]})
        assert stale.status_code == 409
        over = await inspector.post(f"{path}/accept", json={"version": said.json()["version"]})
        assert (over.status_code, over.json()["state"], over.json()["reply"]) == (200, "accepted", "今晚修好")
        [cluster] = (await inspector.get("/api/supervision/clusters?only=repeated")).json()["items"]
        detail = (await inspector.get(f"/api/supervision/clusters/{cluster['id']}")).json()
        assert (len(detail["tickets"]), len(detail["days"]), detail["days"][-1]["count"]) == (3, 60, 3)
        month = site.house.database.calendar.local(site.house.clock.now()).strftime("%Y-%m")
        [matter] = (await inspector.get(f"/api/supervision/monthly?month={month}")).json()["items"]
        assert (matter["why"], matter["reports"]) == ("repeated", 3)


async def test_an_inspector_urges_raises_and_scores_and_the_unit_appeals(site: Site, unit: str) -> None:
    [ticket] = reported(site.house, unit, 1)
    async with await site.signed_in("handler1") as handler, await site.signed_in("inspector1") as inspector:
        new = {"rung": "urge", "ground": "due_soon", "text": "请抓紧", "ticket": ticket}
        paper = (await inspector.post("/api/supervision/papers", json=new)).json()
        climb = {"ground": "unanswered", "text": "未回复"}
        raised = await inspector.post(f"/api/supervision/papers/{paper['id']}/raise", json=climb)
        assert (raised.status_code, raised.json()["rung"], raised.json()["previous"]) == (201, "notice", paper["id"])
        [entry] = (await handler.get("/api/supervision/scores/entries")).json()["items"]
        appeal = await handler.post(f"/api/supervision/scores/entries/{entry['id']}/appeal", json={"text": "已办"})
        assert (appeal.status_code, appeal.json()["appeal"]["decision"]) == (201, None)
        table = (await inspector.get("/api/supervision/scores")).json()
        assert table["total"] == 1.0
        ladder = (await inspector.get("/api/supervision/ladder")).json()
        assert ladder["rises"]["urge"]["rung"] == "notice"


async def test_a_sample_keeps_the_seed_that_it_was_given(site: Site, unit: str) -> None:
    now = site.house.clock.now()
    times = {"since": (now - timedelta(days=9)).isoformat(), "until": now.isoformat()}
    async with await site.signed_in("inspector1") as inspector:
        nothing = await inspector.post("/api/supervision/samples", json=times | {"size": 5, "seed": "s"})
        assert (nothing.status_code, nothing.json()["error"]["what"]) == (422, "这段时间没有已办结的工单。")
        assert (await inspector.get("/api/supervision/samples")).json() == []


async def test_others_are_kept_out(site: Site, unit: str) -> None:
    reported(site.house, unit, 3)
    async with await site.signed_in("handler1") as handler, await site.signed_in("handler2") as other:
        [paper] = (await handler.get("/api/supervision/unit-papers")).json()["items"]
        assert (await other.get("/api/supervision/unit-papers")).json()["items"] == []
        assert (await other.get(f"/api/supervision/papers/{paper['id']}")).status_code == 403
        assert (await other.post(f"/api/supervision/papers/{paper['id']}/reply", json={"text": "x"})).status_code == 403
        for path in ("papers", "clusters", "samples", "scores", "sanctions", "owners", "inspections?year=2026"):
            assert (await handler.get(f"/api/supervision/{path}")).status_code == 403, path
