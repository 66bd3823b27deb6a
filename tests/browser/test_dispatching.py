"""From the dispatcher's desk to the unit's report, with somebody else at the same ticket: through the pages and in the rows."""

import asyncio
import secrets

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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MATTER = "中山路三号楼下水道堵了，污水漫到路上；门口的路灯也不亮。"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
RESULT = "已疏通下水道，现场清理完毕，并告知市民。"
PEOPLE = (("agent1", "王晓梅", "agent"), ("dispatcher1", "何派单", "dispatcher"), ("handler1", "刘经办", "handler"))


class Office(Stage):
    """An instance without speech: an agent, a dispatcher, and a handler of the unit ``unit``."""

    unit = ""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        units = await admin.get("/api/units", q="")
        self.unit = next(unit["code"] for unit in units if unit["kind"] == "industry")
        for username, name, role in PEOPLE:
            await self._person(admin, username, name, [role], [], self.unit)
        await admin.close()

    async def ticket(self, matter: str = MATTER) -> dict:
        """A matter that was brought to the desk, dispatched to the handler's unit."""
        async with self.desk("agent1", seat=False) as agent:
            made = await agent.post(
                "/api/intake", channel="walk_in", text=matter, caller_name="李先生", caller_number="16412345678"
            )
            draft = await agent.patch(
                f"/api/drafts/{made['id']}", version=made["draft"]["version"], changes={"title": matter[:16], "level": 3}
            )
            return await agent.post(f"/api/drafts/{made['id']}/dispatch", version=draft["version"], unit=self.unit)

    async def read(self, username: str, path: str) -> dict:
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path)


def test_a_ticket_goes_from_the_dispatcher_to_the_units_report_while_another_works_at_it(tmp_path):
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
        office = Office(settings, tmp_path, facts, None)
        office.instance = Instance(settings, tmp_path / "instance", **QUICK)
        try:
            await office.open()
            whole = await office.ticket()
            async with chromium(microphone) as browser:
                child = await dispatcher_sends_what_was_split_off(office, browser, whole)
                await unit_reports_while_the_dispatcher_flags(office, browser, whole)
                assert (await office.read("handler1", f"/api/tickets/{child}"))["state"] == "dispatched"
        finally:
            await office.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def dispatcher_sends_what_was_split_off(office: Office, browser, whole: dict) -> str:
    """The second matter waits in the box; the first of the options is taken by its digit, and goes with Ctrl+Enter."""
    async with office.desk("dispatcher1", seat=False) as desk:
        path = f"/api/dispatching/tickets/{whole['id']}"
        version = (await desk.get(path))["version"]
        await desk.post(f"{path}/split", version=version, reason="两件事", matters=[{"matter": "门口的路灯不亮"}])
    page = await new_page(office, browser, "dispatcher1")
    await page.page.goto(f"{office.instance.url}/dispatching/to_dispatch")
    row = page.at("box-to_dispatch").locator("tbody tr").first
    await row.wait_for()
    await page.at("advice").wait_for()
    await page.picture("dispatching-to-dispatch")
    number = (await row.locator("td").first.inner_text()).strip()
    unit = await field(page.at("plan-unit")).input_value() or await page.at("plan-unit").inner_text()
    office.check("an option is taken before anything is typed", bool(unit.strip()), unit)
    if not unit.strip():
        await page.page.keyboard.press("1")
    await page.page.keyboard.press("Control+Enter")
    await page.page.get_by_text(f"{number} 已派出").wait_for()
    office.check("the page made no errors", not page.errors, page.errors)
    kin = await office.read("dispatcher1", f"/api/dispatching/tickets/{whole['id']}")
    [child] = kin["children"]
    office.check("the ticket that was shown is the one that went", child["number"] == number, (child["number"], number))
    office.check("it has a unit now", child["state"] == "dispatched", child["state"])
    async with office.desk("dispatcher1", seat=False) as desk:  # so that the handler may read it
        path = f"/api/dispatching/tickets/{child['id']}"
        if (await desk.get(path))["legs"][0]["unit"]["code"] != office.unit:
            version = (await desk.get(path))["version"]
            await desk.post(f"{path}/copies", version=version, reason="请知悉", unit=office.unit)
    return child["id"]


async def unit_reports_while_the_dispatcher_flags(office: Office, browser, whole: dict) -> None:
    """Signed by a key in the list, reported with a picture; who came between is named, and nothing typed is lost."""
    path = f"/api/tickets/{whole['id']}"
    page = await new_page(office, browser, "handler1")
    await page.page.goto(f"{office.instance.url}/handling/to_sign")
    await page.at(f"sign-{whole['number']}").click()
    await page.at("worklist").locator("tbody tr", has_text=whole["number"]).wait_for(state="detached")
    await page.page.goto(f"{office.instance.url}/tickets/{whole['id']}")
    await page.at("do-start_handling").click()
    await page.at("action-send").click()
    await page.state("ticket-state", "handling")
    await page.page.keyboard.press("r")
    await field(page.at("field-result")).fill(RESULT)
    await page.at("evidence-input").set_input_files({"name": "疏通后.png", "mimeType": "image/png", "buffer": PNG})
    await page.at("evidence").get_by_text("疏通后.png").wait_for()
    async with office.desk("dispatcher1", seat=False) as desk:
        await desk.post(f"{path}/flag", version=(await desk.get(path))["version"], add=["group"], reason="多户反映")
    await page.at("action-send").click()
    await page.at("since-then").get_by_text("何派单").wait_for()
    await page.picture("ticket-changed-meanwhile")
    office.check("what was typed is still there", await field(page.at("field-result")).input_value() == RESULT, RESULT)
    await page.at("action-send").click()
    await page.state("ticket-state", "reviewing")
    await page.at("ticket-history").get_by_test_id("files").wait_for()
    await page.picture("ticket-reported")
    refused = [error for error in page.errors if "409" not in error]  # Chromium logs the refusal that this is about
    office.check("the page made no errors", not refused, refused)
    ticket = await office.read("dispatcher1", path)
    office.check("the report stands", (ticket["state"], ticket["result"]) == ("reviewing", RESULT), ticket["state"])
    steps = [step["command"] for step in ticket["history"][-2:]]
    office.check("both steps are in the history, in their order", steps == ["flag", "report"], steps)
    async with office.desk("dispatcher1", seat=False) as desk:
        files = await desk.get("/api/attachments", ticket=whole["id"])
    office.check("the picture is evidence of the report", [one["step"] for one in files] == [ticket["history"][-1]["id"]], files)
