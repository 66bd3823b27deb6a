"""Fund pools, studios, conditional cases and aid over REST: the whole way once, and who is kept out."""

from datetime import date, timedelta
from typing import Any

import pytest

from config.ids import new_id
from tests.agent_console.conftest import PASSWORD, House, Site
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.tickets.models import TicketRow

pytestmark = pytest.mark.anyio
STREET = "S01"
YUAN = 100


@pytest.fixture
def clerk(house: House) -> str:
    """A handler of a street."""
    with house.database.unit_of_work() as uow:
        new = PersonIn(username="clerk1", name="街道经办人", roles=("handler",), unit=STREET, password="first-password-1")
        made = people.create(uow, new).person
        people.change_password(uow, made.id, "first-password-1", PASSWORD)
    return "clerk1"


def a_ticket(house: House, number: str = "20260304-000001") -> str:
    """A ticket of that street as a row: how it came to be is other tests' matter."""
    now = house.clock.now()
    given: dict[str, Any] = dict.fromkeys(
        ("call_id", "duty_session_id", "type", "category_code", "category_name", "place", "basis", "dispatch_level", "deadline",
         "closed_at")
    ) | dict.fromkeys(
        ("title", "summary", "matter", "wish", "answer", "caller_number", "caller_name", "callback_number", "basis_why",
         "directory_version", "created_by"), ""
    )  # fmt: skip
    row = TicketRow(
        **given, id=new_id(), number=number, channel="telephone", origin="reactive", state="handling", street_code=STREET,
        urgent=[], level=7, unit_code=STREET, unit_name="街道", co_units=[], created_at=now, dispatched_at=now,
    )  # fmt: skip
    with house.database.unit_of_work() as uow:
        uow.session.add(row)
    return row.id


async def test_a_draw_goes_from_request_to_settlement_and_the_ledger_tells_it(site: Site, house: House, clerk: str) -> None:
    ticket, year = a_ticket(house), house.clock.now().astimezone().year
    async with await site.signed_in("boss1") as boss, await site.signed_in(clerk) as handler:
        new = {"unit": STREET, "year": year, "budget_fen": 500_000 * YUAN}
        assert (await handler.post("/api/funds/pools", json=new)).status_code == 403
        pool = (await boss.post("/api/funds/pools", json=new)).json()
        asked = await handler.post(
            f"/api/funds/pools/{pool['id']}/draws", json={"ticket": ticket, "amount_fen": 80_000 * YUAN, "purpose": "修围墙"}
        )
        assert asked.status_code == 201, asked.text
        draw = asked.json()
        assert (draw["state"], draw["may"]) == ("requested", ["withdraw"])
        at = f"/api/funds/draws/{draw['id']}"
        assert (await handler.post(f"{at}/approve", json={"version": 1})).status_code == 403
        assert (await boss.post(f"{at}/approve", json={"version": 1})).json()["state"] == "approved"
        assert (await handler.post(f"{at}/pay", json={"version": 1})).status_code == 409  # a stale version
        await handler.post(f"{at}/pay", json={"version": 2})
        made = {"version": 3, "kind": "wall", "quantity": 120.5, "unit": "米"}
        assert (await handler.post(f"{at}/outputs", json=made)).json()["outputs"] == [
            {"kind": "wall", "unit": "米", "quantity": 120.5}
        ]
        settled = await handler.post(f"{at}/settle", json={"version": 4, "actual_fen": 80_000 * YUAN})
        assert settled.json()["state"] == "settled", settled.text
        balance = (await boss.get(f"/api/funds/pools/{pool['id']}/balance")).json()
        ledger = (await handler.get(f"/api/funds/pools/{pool['id']}/ledger")).json()
        serving = (await handler.get("/api/funds/pools", params={"ticket": ticket})).json()
        told = [one["kind"] for one in (await handler.get("/api/notices")).json()["items"]]
        workbook = await handler.get(f"/api/funds/pools/{pool['id']}/ledger.xlsx")
        figures = (await boss.get("/api/funds/figures")).json()
        paper = (await handler.post(f"{at}/sheet")).json()
        printed = await handler.get(f"/api/documents/{paper['id']}.pdf")
    assert balance["balance_fen"] == 420_000 * YUAN
    assert [one["id"] for one in serving] == [pool["id"]]
    assert told == ["fund_draw_decided", "fund_budget"]
    assert [row["kind"] for row in ledger["items"]] == ["reserved", "budget_set"]
    assert workbook.content.startswith(b"PK")
    assert figures["total"]["settled"] == 1
    assert printed.content.startswith(b"%PDF")


async def test_who_has_no_part_in_funds_is_kept_out(site: Site, house: House) -> None:
    async with await site.signed_in("root1") as admin, await site.signed_in("agent1") as agent:
        assert (await admin.get("/api/funds/pools")).status_code == 403
        assert (await agent.get("/api/funds/pools")).json() == []
        assert (await agent.post("/api/aid/partners", json={})).status_code == 403
        assert (await agent.post("/api/conditional", json={})).status_code == 403


async def test_a_case_is_approved_with_papers_to_come_and_completed(site: Site, house: House, clerk: str) -> None:
    due = date.today() + timedelta(days=20)
    new = {
        "applicant": "张三面馆",
        "phone": "16412345678",
        "matter": "食品经营许可",
        "papers": [{"name": "验收", "due_on": str(due)}],
    }
    async with await site.signed_in(clerk) as handler, await site.signed_in("handler1") as stranger:
        made = await handler.post("/api/conditional", json=new)
        assert made.status_code == 201, made.text
        case = made.json()
        assert (await stranger.get(f"/api/conditional/{case['id']}")).status_code == 403
        receipt = {"version": case["version"], "paper": case["papers"][0]["id"]}
        done = (await handler.post(f"/api/conditional/{case['id']}/receive", json=receipt)).json()
        figures = (await handler.get("/api/conditional/figures")).json()
    assert (done["state"], done["light"]) == ("completed", "green")
    assert (figures["cases"], figures["completed_rate"]["percent"]) == (1, 100.0)


async def test_a_studio_is_set_up_suggested_and_counted(site: Site, house: House) -> None:
    ticket = a_ticket(house)
    new = {
        "unit": "ST-WY", "name": "老李工作室", "starts_on": "2026-01-01", "areas": [STREET], "categories": ["0101"],
        "members": [{"name": "老李", "role": "leader", "since": "2026-01-01"}],
    }  # fmt: skip
    async with await site.signed_in("boss1") as boss, await site.signed_in("handler1") as handler:
        assert (await handler.post("/api/studios", json=new)).status_code == 403
        made = await boss.post("/api/studios", json=new)
        assert made.status_code == 201, made.text
        studio = made.json()
        await boss.post(f"/api/studios/{studio['id']}/tickets", json={"ticket": ticket})
        await boss.post(f"/api/studios/{studio['id']}/outcomes", json={"ticket": ticket, "kind": "mediated"})
        having = (await handler.get("/api/studios", params={"ticket": ticket})).json()
        came = (await handler.get(f"/api/studios/{studio['id']}/outcomes")).json()["items"]
        [line] = (await boss.get("/api/studios/figures")).json()
        suggested = (await boss.get("/api/studios/suggestions", params={"ticket": ticket})).json()
    assert [one["id"] for one in having] == [studio["id"]]
    assert [(one["kind"], one["ticket"]["id"]) for one in came] == [("mediated", ticket)]
    assert studio["categories"] == [{"code": "0101", "name": "物业"}]
    assert (line["tickets"], line["solved"]["percent"]) == (1, None)
    assert suggested == []  # the ticket has no category yet


async def test_aid_is_entered_taken_back_and_summed(site: Site, house: House, clerk: str) -> None:
    today = str(date.today() - timedelta(days=1))
    async with await site.signed_in(clerk) as handler:
        new = {"name": "江北机械厂", "party": "enterprise", "since": "2026-01-01", "phone": "16412345678"}
        partner = (await handler.post("/api/aid/partners", json=new)).json()
        deed = {"partner": partner["id"], "done_on": today, "text": "助学", "persons": 12, "money_fen": 50_000 * YUAN}
        row = (await handler.post("/api/aid/ledger", json=deed)).json()
        await handler.post("/api/aid/ledger", json={**deed, "persons": 3})
        taken = await handler.post(f"/api/aid/ledger/{row['id']}/take-back", json={"reason": "重复登记"})
        assert taken.status_code == 201, taken.text
        totals = (await handler.get("/api/aid/totals", params={"year": int(today[:4])})).json()
    assert (totals["total"]["rows"], totals["total"]["sums"]["persons"]) == (1, 3)
