"""The leader's desk over REST, and the figures that citizens see: the published years from past sheets, without an account."""

import base64
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agent_console.app import create_app
from agent_console.guard import HEADERS
from agent_console.pages import framed_by
from agent_console.server import ConsoleServer
from tests.agent_console.api.test_duty import connected, plan
from tests.agent_console.conftest import House, Site, call_id, free_port
from ticketing.duty import past_lines
from ticketing.duty.published import NOVEMBER, YEARS_END
from ticketing.spreadsheets import write_csv

pytestmark = pytest.mark.anyio
FIGURES = "/api/public/duty-figures"
YEAR = 2025


def sheets() -> bytes:
    """The published year as sheets of paper: so many sessions to the end of November, and what December added."""
    rows = []
    added = replace(
        YEARS_END, sessions=YEARS_END.sessions - NOVEMBER.sessions, calls=YEARS_END.calls - NOVEMBER.calls,
        on_the_spot=YEARS_END.on_the_spot - NOVEMBER.on_the_spot,
    )  # fmt: skip
    for sums, first in ((NOVEMBER, date(YEAR, 1, 5)), (added, date(YEAR, 12, 3))):
        shares = [(sums.calls + n) // sums.sessions for n in range(sums.sessions)]
        spots = [(sums.on_the_spot + n) // sums.sessions for n in range(sums.sessions)]
        for n, (calls, spot) in enumerate(zip(shares, spots, strict=True)):
            day = first + timedelta(days=5 * n)
            rows.append({"day": day.isoformat(), "begins": "09:00", "finishes": "11:00", "connected": calls, "on_the_spot": spot})
    return write_csv(past_lines.COLUMNS, rows, titles=True)


def whole(content: bytes, unit: str) -> dict[str, str]:
    text = content.decode("utf-8-sig")
    head, *lines = text.splitlines()
    at = {name: index for index, name in enumerate(head.split(","))}
    filled = []
    for line in lines:
        cells = line.split(",")
        cells[at["带班单位"]], cells[at["带班领导"]] = unit, "老局长"
        filled.append(",".join(cells))
    return {"name": "2025.csv", "content": base64.b64encode("\n".join([head, *filled]).encode()).decode()}


async def test_the_published_figures_come_out_of_past_sheets_on_the_public_page(site: Site, house: House) -> None:
    unit = house.people["leader1"].unit or ""
    async with await site.signed_in("boss1") as boss, site.client() as citizen:
        taken = await boss.post("/api/duty-rota/past", json=whole(sheets(), unit))
        assert taken.status_code == 201, taken.text
        for sums in (NOVEMBER, YEARS_END):
            until = date(YEAR, *sums.until).isoformat()
            answer = await citizen.get(FIGURES, params={"until": until})
            shown = answer.json()
            total = shown["total"]
            assert (total["sessions"], total["connected"], total["on_the_spot"]) == (sums.sessions, sums.calls, sums.on_the_spot)
            assert (total["rate"]["percent"], shown["until"]) == (sums.percent, until)
            assert "老局长" not in answer.text
        year = (await citizen.get(FIGURES, params={"year": YEAR})).json()
    assert (year["total"]["rate"]["percent"], len(year["by_month"])) == (66.83, 11)
    assert [one["key"] for one in year["by_unit"]] == [unit]
    assert YEAR in year["years"]


async def test_the_answer_is_shared_for_a_moment_and_bounded_by_address(site: Site, house: House) -> None:
    async with site.client() as citizen:
        first = await citizen.get(FIGURES)
        assert first.headers["cache-control"] == "public, max-age=60"
        house.clock.ahead += timedelta(seconds=5)
        assert (await citizen.get(FIGURES)).json() == first.json()
        future = await citizen.get(FIGURES, params={"until": (house.clock.now() + timedelta(days=2)).date().isoformat()})
        assert future.status_code == 422
        for _ in range(house.ports.settings.law.leading.public_per_minute):
            last = await citizen.get(FIGURES)
    assert last.status_code == 429


async def test_a_city_may_switch_the_figures_off(house: House) -> None:
    law = house.ports.settings.law
    off = law.model_copy(update={"leading": law.leading.model_copy(update={"public": False})})
    ports = replace(house.ports, settings=house.ports.settings.model_copy(update={"law": off}))
    app = create_app(ports)
    server = ConsoleServer(app, free_port(ports.settings.web))
    await server.start()
    try:
        async with Site(server.url, house, app.state.hub, server).client() as citizen:
            assert (await citizen.get(FIGURES)).status_code == 404
    finally:
        await server.stop()


def test_only_the_sites_that_are_named_may_frame_the_page() -> None:
    policy = framed_by(["https://www.example.gov.cn"])
    assert "frame-ancestors https://www.example.gov.cn" in policy
    assert policy.replace("https://www.example.gov.cn", "'none'") == HEADERS["Content-Security-Policy"]


async def test_a_session_from_the_first_look_to_its_sheet(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("leader1") as leader:
        assert (await leader.get("/api/leading/today")).json()["session"] is None
        session = (await boss.post("/api/duty-sessions", json=plan(house))).json()["id"]
        await leader.post(f"/api/duty-sessions/{session}/open")
        assert (await leader.get("/api/leading/today")).json()["session"]["id"] == session
        for number in (1, 2):
            connected(house, session, call_id(number))
        path = f"/api/leading/sessions/{session}"
        listed = (await leader.get(f"{path}/close-out")).json()
        assert (listed["undecided"], [one["said"] for one in listed["left"]]) == (2, [None, None])
        changed = await leader.put(f"{path}/close-out/{call_id(1)}", json={"sentence": "请当天回复"})
        assert (changed.json()["left"][0]["said"], changed.json()["undecided"]) == ("to_dispatch", 1)
        body: dict[str, Any] = {"seen": [{"call": one["call_id"], "unit": one["unit"]["code"]} for one in changed.json()["left"]]}
        assert (await leader.post(f"{path}/close", json=body)).status_code == 409
        assert house.duty.open
        closed = await leader.post(f"{path}/close", json=body | {"leave_undecided": True})
        assert (closed.json()["state"], house.duty.open) == ("closed", {})
        sheet = (await leader.get(f"{path}/sheet")).json()
        before = (await leader.get("/api/leading/today")).json()["before"]["id"]
    rows = next(block for block in sheet["blocks"] if block["block"] == "table")["rows"]
    assert (sheet["title"], len(rows), before) == ("领导带班接听记录表", 2, session)
    assert any("请当天回复" in cell for cell in rows[0])


async def test_another_agent_reads_nothing_of_it(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent2") as agent:
        session = (await boss.post("/api/duty-sessions", json=plan(house) | {"assistant": house.person("agent1")})).json()["id"]
        path = f"/api/leading/sessions/{session}"
        answers = [await agent.get(f"{path}/{part}") for part in ("close-out", "sheet")]
        answers.append(await agent.put(f"{path}/close-out/{call_id(1)}", json={"sentence": "x"}))
        answers.append(await agent.post(f"{path}/close", json={"seen": []}))
        assert [answer.status_code for answer in answers] == [403] * 4
        assert (await agent.get("/api/leading/today")).json()["session"] is None
