"""A street's wall paid from its pool, and a leader's session from the plan to the ledger: on the pages and in the rows."""

import asyncio
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.stage import Account, Facts, Stage
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, chromium, field, new_page
from tests.integration.house import QUICK, short_prompts
from tests.ticketing.story import Story
from ticketing.db import open_database
from ticketing.directory import load_city

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
STREET = "S01"
BUREAU = "NW-CG"
YUAN = 100
PEOPLE = (
    ("agent1", "王晓梅", "agent", BUREAU), ("boss1", "周班长", "supervisor", BUREAU), ("clerk1", "刘经办", "handler", STREET),
    ("chief1", "林主任", "leader", STREET), ("leader1", "陈局长", "leader", BUREAU),
)  # fmt: skip
MATTER = "文昌街道梧桐巷18号旁的围墙倒了十几米，砖头散在路上，学生上学要绕着走。"


class Town(Stage):
    """An instance without speech: the hotline, a street with its leader, and a bureau whose leader takes calls."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        for username, name, role, unit in PEOPLE:
            await self._person(admin, username, name, [role], [], unit)
        await admin.close()

    async def ticket(self) -> dict:
        """A matter of the street, dispatched to it."""
        async with self.desk("agent1", seat=False) as agent:
            told = {"channel": "walk_in", "text": MATTER, "caller_name": "李先生", "caller_number": "16412345678"}
            made = await agent.post("/api/intake", **told)
            changes = {"title": "梧桐巷围墙倒塌", "level": 3}
            draft = await agent.patch(f"/api/drafts/{made['id']}", version=made["draft"]["version"], changes=changes)
            return await agent.post(f"/api/drafts/{made['id']}/dispatch", version=draft["version"], unit=STREET)

    async def pool(self) -> dict:
        async with self.desk("boss1", seat=False) as boss:
            year = datetime.now(UTC).astimezone().year
            await boss.post(
                "/api/studios", unit="ST-WY", name="围墙调解工作室", starts_on="2026-01-01", areas=[STREET],
                specialities=["围墙"], members=[{"name": "老陈", "role": "leader", "since": "2026-01-01"}],
            )  # fmt: skip
            return await boss.post("/api/funds/pools", unit=STREET, year=year, budget_fen=500_000 * YUAN)

    async def read(self, username: str, path: str, **query: object) -> dict:
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)

    @contextmanager
    def story(self):
        """What telephony would tell, told to the instance's own database."""
        settings = load(home=self.home / "instance")
        database = open_database(settings.database_url, city=load_city(settings.law.city_data), law=settings.law, lock=False)
        try:
            yield Story(database)
        finally:
            database.close()


def test_a_draw_and_a_duty_session_go_their_whole_way_on_the_pages(tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path / "prompts")
    settings = load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))
    microphone = tmp_path / "microphone.wav"
    write_pcm(microphone, np.zeros(RATE, np.int16))
    facts = Facts()

    async def main():
        town = Town(settings, tmp_path, facts, None)
        town.instance = Instance(settings, tmp_path / "instance", **QUICK)
        try:
            await town.open()
            pool, ticket = await town.pool(), await town.ticket()
            async with chromium(microphone) as browser:
                await street_is_given_its_wall(town, browser, pool, ticket)
                await leader_answers_and_the_ledger_tells_it(town, browser)
        finally:
            await town.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def street_is_given_its_wall(town: Town, browser, pool: dict, ticket: dict) -> None:
    clerk = await new_page(town, browser, "clerk1")
    await clerk.page.goto(f"{town.instance.url}/tickets/{ticket['id']}")
    await clerk.page.get_by_role("tab", name="资金").click()
    await clerk.at("ticket-studio").filter(has_text="围墙调解工作室").wait_for()
    await clerk.at("ticket-draw-new").click()
    await field(clerk.at("draw-amount")).fill("80,000")
    await field(clerk.at("draw-purpose")).fill("重砌围墙")
    await clerk.picture("funds-request")
    await clerk.at("draw-save").click()
    await clerk.at("ticket-draw").filter(has_text="待审批").wait_for()
    await clerk.picture("ticket-funds")

    chief = await new_page(town, browser, "chief1")
    await chief.page.goto(f"{town.instance.url}/notices")
    await chief.page.get_by_text("请审批").first.click()
    await chief.at("draw-approve").click()
    await chief.at("action-confirm").click()
    await chief.at("draw-panel").get_by_text("已批准").first.wait_for()
    await chief.picture("funds-draw")

    await clerk.at("ticket-draw").get_by_role("link").click()
    await clerk.at("draw-pay").click()
    await clerk.at("action-confirm").click()
    await clerk.at("draw-panel").get_by_text("已拨付").first.wait_for()
    await field(clerk.at("output-quantity")).fill("16")
    await field(clerk.at("output-quantity")).press("Enter")
    await clerk.at("draw-panel").get_by_text("围墙 16 米").wait_for()
    await clerk.at("draw-settle").click()
    await field(clerk.at("action-amount")).fill("78000")
    await clerk.at("action-confirm").click()
    await clerk.at("draw-panel").get_by_text("已结算").first.wait_for()
    town.check("the pages made no errors", not [*clerk.errors, *chief.errors], [*clerk.errors, *chief.errors])

    balance = await town.read("boss1", f"/api/funds/pools/{pool['id']}/balance")
    town.check("500,000 less 78,000 are left", balance["balance_fen"] == 422_000 * YUAN, balance["balance_fen"])
    [draw] = (await town.read("boss1", "/api/funds/draws", ticket=ticket["id"]))["items"]
    made = [(one["kind"], one["quantity"]) for one in draw["outputs"]]
    town.check("and sixteen metres of wall stand in the rows", (draw["state"], made) == ("settled", [("wall", 16.0)]), made)


async def leader_answers_and_the_ledger_tells_it(town: Town, browser) -> None:
    start = datetime.now(UTC) + timedelta(minutes=10)
    async with town.desk("boss1", seat=False) as boss:
        leader = town.accounts["leader1"].person["id"]
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
        session = await boss.post("/api/duty-sessions", leader=leader, title="城管局领导带班", **times)
    page = await new_page(town, browser, "leader1")
    await page.page.goto(f"{town.instance.url}/duty?session={session['id']}")
    await page.at("duty-check-in").click()
    await page.at("duty-check-in").wait_for(state="detached")
    await page.at("duty-open").click()
    await page.state("duty-session", "open")
    with town.story() as story:
        arrived = datetime.now(UTC) - timedelta(seconds=20)  # the ledger knows nothing of what is still to come
        for number in ("16400000001", "16400000002"):
            call = story.answered(leader, number, queue=f"duty:{session['id']}", start=arrived)
            story.ended(call, leader, 15, start=arrived)
    await page.page.reload()
    await page.at("verdict-on-the-spot").first.click()
    await page.at("verdict-confirm").click()
    await page.at("duty-rate").filter(has_text="50").wait_for()
    await page.picture("duty-session")
    await page.at("duty-close").click()
    await page.at("duty-close-confirm").click()
    await page.state("duty-session", "closed")

    boss = await new_page(town, browser, "boss1")
    await boss.page.goto(f"{town.instance.url}/duty/ledger")
    await boss.at("duty-year-rate").filter(has_text="50").wait_for()
    await boss.picture("duty-ledger")
    async with boss.page.expect_download() as download:
        await boss.at("duty-export").click()
    town.check("the ledger is a file", (await download.value).suggested_filename.endswith(".xlsx"), "")
    town.check("the pages made no errors", not [*page.errors, *boss.errors], [*page.errors, *boss.errors])
    figures = (await town.read("boss1", "/api/duty-sessions/figures"))["total"]
    counted = (figures["sessions"], figures["connected"], figures["on_the_spot"])
    town.check("one of two on the spot", counted == (1, 2, 1), counted)
    held = await town.read("boss1", f"/api/duty-sessions/{session['id']}")
    left = [call["ticket"]["number"] for call in held["calls"] if call["verdict"] != "on_the_spot"]
    town.check("the other was dispatched at the closing", len(left) == 1, left)
