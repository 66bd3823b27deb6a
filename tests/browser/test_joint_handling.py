"""A meeting from its invitation to what was decided there and done, through the pages of the hotline and of the unit."""

import asyncio
import secrets
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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PEOPLE = (("boss1", "周班长", "supervisor"), ("inspector1", "孙督办", "inspector"), ("handler1", "刘经办", "handler"))
TITLE = "背街小巷照明联席研判"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


class Hall(Stage):
    """An instance without speech: two who convene, and a handler of the unit ``unit``."""

    unit = ""
    unit_name = ""

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
        named = next(unit for unit in units if unit["kind"] == "industry")
        self.unit, self.unit_name = named["code"], named["name"]
        for username, name, role in PEOPLE:
            await self._person(admin, username, name, [role], [], self.unit)
        await admin.close()

    async def planned(self) -> dict:
        start = datetime.now(UTC) + timedelta(days=2)
        async with self.desk("boss1", seat=False) as boss:
            return await boss.post(
                "/api/meetings",
                kind="joint_study",
                mode="on_site",
                title=TITLE,
                place="三楼会议室",
                starts_at=start.isoformat(),
                ends_at=(start + timedelta(hours=2)).isoformat(),
                parties=[{"role": "concerned", "unit": self.unit}],
                items=[{"title": "桥头片区路灯不亮"}],
            )

    async def read(self, username: str, path: str, **query: str) -> dict:
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)


def opened(tmp_path) -> Hall:
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path / "prompts")
    settings = load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))
    hall = Hall(settings, tmp_path, Facts(), None)
    hall.instance = Instance(settings, tmp_path / "instance", **QUICK)
    return hall


def test_a_unit_answers_its_invitation_and_does_what_the_meeting_decided(tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    microphone = tmp_path / "microphone.wav"
    write_pcm(microphone, np.zeros(RATE, np.int16))
    hall = opened(tmp_path)

    async def main():
        try:
            await hall.open()
            meeting = await hall.planned()
            async with chromium(microphone) as browser:
                boss = await new_page(hall, browser, "boss1")
                await the_hotline_calls_it(hall, boss, meeting["id"])
                unit = await new_page(hall, browser, "handler1")
                await the_unit_answers_from_its_notice(hall, unit, meeting["id"])
                task = await the_hotline_decides_and_signs(hall, boss, meeting["id"])
                await the_unit_reports_with_a_picture(hall, unit, task)
                await the_hotline_closes_it(hall, boss, task)
                for page in (boss, unit):
                    hall.check("the page made no errors", not page.errors, page.errors)
        finally:
            await hall.close()

    asyncio.run(main())
    assert hall.facts.ok, hall.facts.failed


async def the_hotline_calls_it(hall: Hall, boss, meeting: str) -> None:
    await boss.page.goto(f"{hall.instance.url}/meetings/list?id={meeting}")
    await boss.at("meeting-change").click()
    await field(boss.at("change-place")).fill("五楼大会议室")
    await boss.at("change-confirm").click()
    await boss.at("meeting-panel").get_by_text("五楼大会议室").wait_for()
    await boss.at("meeting-invite").click()
    await boss.at("meeting-panel").get_by_text("会〔").first.wait_for()
    await boss.picture("joint-called")


async def the_unit_answers_from_its_notice(hall: Hall, unit, meeting: str) -> None:
    await unit.page.goto(f"{hall.instance.url}/notices")
    await unit.at("notices").get_by_text(TITLE).first.click()
    await unit.at("reply-accept").click()
    await unit.at("meeting-panel").get_by_text("将参会").wait_for()
    await unit.picture("joint-answered")
    replies = [party["reply"] for party in (await hall.read("boss1", f"/api/meetings/{meeting}"))["parties"]]
    hall.check("the unit comes", replies == ["accepted"], replies)


async def the_hotline_decides_and_signs(hall: Hall, boss, meeting: str) -> str:
    await boss.page.reload()
    await boss.at("meeting-hold").click()
    await field(boss.at("ask-text")).fill("各方到会，议定修复方案。")
    await boss.at("ask-confirm").click()
    await boss.at("item-decide").click()
    await field(boss.at("owner-text")).fill("七日内修复桥头片区全部路灯")
    chosen = boss.page.get_by_role("dialog").get_by_test_id("unit-choice")
    await chosen.click()
    await chosen.locator("input").fill(hall.unit_name)
    await boss.page.get_by_role("option", name=hall.unit_name, exact=True).first.click()
    await boss.at("decide-confirm").click()
    await boss.at("decide-confirm").wait_for(state="hidden")
    await boss.at("minutes-write").click()
    await field(boss.at("minutes-text")).fill("一、由责任单位修复。\n二、七日后通报进展。")
    await boss.at("minutes-save").click()
    await boss.at("draft-pdf").wait_for()
    await boss.at("minutes-sign").click()
    await boss.at("meeting-panel").get_by_text("会纪〔").first.wait_for()
    await boss.picture("joint-signed")
    found = await hall.read("boss1", f"/api/meetings/{meeting}")
    hall.check("the minutes are signed", found["state"] == "signed", found["state"])
    [decided] = found["resolutions"]
    hall.check("one matter has one decision", decided["unit"]["code"] == hall.unit, decided["text"])
    return decided["id"]


async def the_unit_reports_with_a_picture(hall: Hall, unit, task: str) -> None:
    await unit.page.goto(f"{hall.instance.url}/meetings/resolutions?id={task}")
    await unit.at("resolution-panel").wait_for()
    await (
        unit.at("evidence")
        .locator("input[type=file]")
        .set_input_files({"name": "修复后.png", "mimeType": "image/png", "buffer": PNG})
    )
    await unit.at("evidence").locator("img").wait_for()
    await unit.at("resolution-report").click()
    await field(unit.at("ask-text")).fill("已更换路灯 12 盏，照片见佐证材料。")
    await unit.at("ask-confirm").click()
    await unit.at("resolution-panel").get_by_text("已更换路灯 12 盏").first.wait_for()
    await unit.picture("joint-reported")
    files = [file["name"] for file in await hall.read("boss1", "/api/evidence", subject=f"resolution:{task}")]
    hall.check("the picture is evidence", files == ["修复后.png"], files)


async def the_hotline_closes_it(hall: Hall, boss, task: str) -> None:
    await boss.page.goto(f"{hall.instance.url}/meetings/resolutions?id={task}")
    await boss.at("evidence").locator("img").wait_for()
    await boss.at("resolution-close").click()
    await boss.at("ask-confirm").click()
    await boss.at("resolution-panel").get_by_text("核实办结").first.wait_for()
    await boss.picture("joint-closed")
    done = await hall.read("boss1", f"/api/resolutions/{task}")
    hall.check("it is done", (done["state"], done["light"]) == ("closed", "green"), done["state"])
