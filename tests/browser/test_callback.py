"""Callbacks as people live them: a questionnaire is published, a citizen rung from the list, another answers on the phone.

Real service, real SIP phone, real Chromium; each step by what is on the screen, and at the end by the rows.
"""

import asyncio
import json
import shutil
from pathlib import Path
from socket import SOCK_DGRAM
from typing import Any

import pytest

from hotline.demo.stage import Stage
from hotline.ports import free_port
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.integration.house import House, open_house, sound_file, until
from tests.integration.reported import AROUND_THE_CLOCK, WithHandler, reported, to_be_called
from tests.integration.sipp import sipp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (apt-get install chromium)"),
    pytest.mark.skipif(not shutil.which("sipp"), reason="sipp is not installed (apt-get install sip-tester)"),
]
FIXED_LINE, MOBILE = "02556781234", "16900200001"
PHONE = {"width": 390, "height": 844}
CARRIER_PORT = free_port(SOCK_DGRAM)
SETTINGS = {
    **AROUND_THE_CLOCK,
    "HOTLINE_ACD__OUTGOING_PROMPTS": "[]",
    "HOTLINE_SIP__TRUNKS": json.dumps([{"name": "carrier", "host": "127.0.0.3", "port": CARRIER_PORT}]),
    "HOTLINE_LAW__EVALUATION__FIRST_WAY": "link",
    "HOTLINE_LAW__MESSAGES__PROVIDER": "file",
    "HOTLINE_LAW__MESSAGES__LINK_ADDRESS": "https://12345.example.cn",
    "HOTLINE_LAW__MESSAGES__EVERY_S": "0.5",
    "HOTLINE_LAW__MESSAGES__QUIET_FROM": "0",
    "HOTLINE_LAW__MESSAGES__QUIET_UNTIL": "0",
}


def test_a_questionnaire_is_asked_at_the_desk_and_by_link_and_its_results_are_seen(tmp_path: Path) -> None:
    async def main() -> None:
        microphone, _ = sound_file(tmp_path, 2, 41)
        async with (
            open_house(tmp_path, WithHandler, module="tests.browser.quick_rounds", **SETTINGS) as house,
            chromium(microphone) as browser,
        ):
            boss = await new_page(house.stage, browser, "boss1")
            await questionnaire_is_published(boss)
            called, written = await reported(house.stage, FIXED_LINE), await reported(house.stage, MOBILE, "门厅异味")
            await to_be_called(house.stage, called, written)
            agent = await new_page(house.stage, browser, "agent1")
            await citizen_is_rung_and_answers(house, agent, called, tmp_path)
            await citizen_answers_on_the_phone(house, browser)
            await results_are_seen(boss)
            await rows_say_the_same(house.stage, called, written)
            assert not [*boss.errors, *agent.errors]

    asyncio.run(main())


async def questionnaire_is_published(boss: Page) -> None:
    await go(boss, "/evaluation/questionnaires", "questionnaires")
    await boss.picture("questionnaires-empty")
    await boss.at("questionnaire-new").click()
    await boss.at("questionnaire-save").click()
    await boss.at("questionnaire-problem").wait_for()
    await field(boss.at("questionnaire-title")).fill("办理体验")
    await field(boss.at("edit-text-q1")).fill("处理是否及时")
    await boss.at("edit-q1").get_by_text("必答").click()
    await boss.picture("questionnaire-editor")
    await boss.at("questionnaire-save").click()
    await boss.at("questionnaire-saved").wait_for()
    await boss.at("questionnaire-now").wait_for()


async def citizen_is_rung_and_answers(house: House, agent: Page, ticket: dict[str, Any], folder: Path) -> None:
    await agent.at("presence-available").click()
    await go(agent, "/evaluation", "evaluation-list")
    await agent.at(f"evaluation-row-{ticket['number']}").click()
    await agent.at("evaluation-form").wait_for()
    async with sipp(house, folder, "phone_answers", "-i", "127.0.0.3", "-p", str(CARRIER_PORT), RINGS_MS=200) as citizen:
        await agent.page.keyboard.press("d")
        await agent.state("evaluation-call", "talking", attribute="data-stands")
        await agent.picture("evaluation-call")
        await agent.at("evaluation-hangup").click()
        await citizen.over()
    await agent.state("evaluation-call", "over", attribute="data-stands")
    await agent.page.keyboard.press("s")
    await agent.page.keyboard.press("5")
    await agent.at("reply-q1-4").click()
    await agent.picture("evaluation-form")
    await agent.page.keyboard.press("w")
    await agent.page.keyboard.type("修得快")
    await agent.page.keyboard.press("Control+Enter")
    await agent.at("evaluation-saved").wait_for()


async def citizen_answers_on_the_phone(house: House, browser: Any) -> None:
    sent = house.instance.home / "messages.jsonl"

    async def read() -> str:
        return sent.read_text() if sent.exists() else ""

    message = json.loads((await until(read, bool)).splitlines()[0])
    token = message["text"].split("/reply/")[1].split(" ")[0]
    assert message["to"] == MOBILE
    context = await browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, reduced_motion="reduce")
    phone = Page(await context.new_page(), house.stage)
    await phone.page.goto(f"{house.instance.url}/reply/{token}")
    await phone.at("reply-solved").locator("xpath=..").tap()
    await phone.at("reply-grade-4").locator("xpath=..").tap()
    await phone.at("reply-send").tap()
    assert "处理是否及时" in await phone.at("reply-problem").inner_text(), "what must be answered is asked for by its words"
    await phone.at("reply-q1-2").tap()
    await phone.picture("reply-phone")
    await phone.at("reply-send").tap()
    await phone.state("reply", "thanks", attribute="data-shown")
    assert not phone.errors
    await context.close()


async def results_are_seen(boss: Page) -> None:
    await go(boss, "/evaluation/questionnaires", "questionnaires")
    await boss.at("questionnaire-show-results").click()
    shown = boss.at("result-q1")
    await shown.get_by_text("平均 3.00 分").wait_for()
    assert "50.00%" in await shown.inner_text()
    await boss.picture("questionnaire-results")


async def rows_say_the_same(stage: Stage, called: dict[str, Any], written: dict[str, Any]) -> None:
    async with stage.desk("boss1", seat=False) as boss:
        for ticket, way, grade, soon in ((called, "phone", 5, 4), (written, "link", 4, 2)):
            [row] = await boss.get(f"/api/evaluation/of-ticket/{ticket['id']}")
            replies = [one["value"] for one in row["answers"][0]["replies"]]
            state = (await boss.get(f"/api/tickets/{ticket['id']}"))["state"]
            assert (row["way"], row["grade"], replies, state) == (way, grade, [soon], "closed")


async def go(one: Page, path: str, name: str) -> None:
    await one.page.goto(f"{one.stage.instance.url}{path}")
    await one.at(name).wait_for()
