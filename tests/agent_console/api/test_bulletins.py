"""Bulletins over REST: who looks before, who issues, who reads what was issued, and that it is printed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import PASSWORD, House, Site
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.tickets import service as tickets

pytestmark = pytest.mark.anyio
SAID: dict[str, Any] = {
    "type": "complaint", "category_code": "0101010101", "category_name": "路灯", "title": "路灯不亮", "summary": "",
    "matter": "路灯不亮", "wish": "", "caller_name": "", "caller_number": "16400000001", "callback_number": "", "urgent": [],
    "level": None,
}  # fmt: skip


@pytest.fixture
def yesterday(house: House) -> str:
    """A day with one ticket, and somebody who analyses it."""
    with house.database.unit_of_work() as uow:
        new = PersonIn(username="analyst9", name="分析员", roles=("analyst",), password="first-password-1")
        made = people.create(uow, new).person
        people.change_password(uow, made.id, "first-password-1", PASSWORD)
        at = house.clock.now() - timedelta(days=1)
        tickets.accept(uow, tickets.NewTicket(call_id=None, fields=SAID), by="system", at=at)
        return uow.calendar.local(at).date().isoformat()


async def test_an_analyst_looks_issues_and_prints_and_a_unit_reads_only_what_was_issued(site: Site, yesterday: str) -> None:
    day = {"kind": "daily", "day": yesterday}
    async with await site.signed_in("analyst9") as analyst, await site.signed_in("handler1") as handler:
        shown = (await analyst.get("/api/bulletins/preview", params=day)).json()
        assert (shown["figures"]["received"], shown["complete"], shown["issued"]) == (1, True, None)
        for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
            printed = await analyst.get(f"/api/bulletins/preview.{ending}", params=day)
            assert printed.content.startswith(begins)
        assert (await handler.get("/api/bulletins/preview", params=day)).status_code == 403
        assert (await handler.post("/api/bulletins", json=day)).status_code == 403
        assert (await handler.get("/api/bulletins")).json()["items"] == []
        made = (await analyst.post("/api/bulletins", json=day | {"remarks": "回电13912345678"})).json()
        assert (made["number"][:3], made["remarks"]) == ("日报〔", "回电139****5678")
        assert (await analyst.post("/api/bulletins", json=day)).status_code == 409
        assert (await analyst.get(f"/api/documents/{made['document']}.docx")).content.startswith(b"PK")
        [listed] = (await handler.get("/api/bulletins", params={"kind": "daily"})).json()["items"]
        assert (await handler.get(f"/api/bulletins/{listed['id']}")).json()["figures"]["received"] == 1
        assert (await handler.get(f"/api/bulletins/{listed['id']}/drift")).status_code == 403
        assert (await analyst.get(f"/api/bulletins/{listed['id']}/drift")).json() == []
        corrected = await analyst.post(f"/api/bulletins/{listed['id']}/corrections", json={"reason": "复核"})
        assert corrected.status_code == 409


async def test_an_agent_has_nothing_to_do_with_bulletins_and_a_day_must_be_one(site: Site, yesterday: str) -> None:
    async with await site.signed_in("agent1") as agent, await site.signed_in("analyst9") as analyst:
        assert (await agent.get("/api/bulletins")).status_code == 403
        assert (await analyst.get("/api/bulletins/preview", params={"kind": "daily", "day": "1999-01-01"})).status_code == 422
        assert (await analyst.get("/api/bulletins/preview", params={"kind": "hourly", "day": yesterday})).status_code == 422
        assert (await analyst.get("/api/bulletins/none")).status_code == 404
