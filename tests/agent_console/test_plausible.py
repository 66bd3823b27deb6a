"""A day that no calendar reckons with is wrong input: said in words, wherever it stands in an address or a body."""

from datetime import date, timedelta

import httpx
import pytest

from agent_console.app import create_app
from agent_console.plausible import writable
from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio
FAR = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31",
    "1600-02-29T00:00:00Z",
    "12026-01-01",
    "-0001-01-01",
)


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/knowledge/figures", "until"),
        ("/api/timeline/moment", "at"),
        ("/api/floor/acts", "before"),
        ("/api/staffing/usual", "day"),
    ],
)
async def test_a_question_about_such_a_day_is_refused_in_words(site: Site, path: str, name: str, far: str) -> None:
    async with await site.signed_in("boss1") as boss:
        answer = await boss.get(path, params={name: far})
    assert answer.status_code == 422
    assert answer.json()["error"]["remedy"]


async def test_days_of_ours_and_words_that_look_like_days_pass(site: Site) -> None:
    today = site.house.clock.now().date().isoformat()
    async with await site.signed_in("boss1") as boss, site.client() as anybody:
        for path, params in (("/api/staffing/usual", {"day": today}), ("/api/knowledge/search", {"q": "0001-01-01"})):
            assert (await boss.get(path, params=params)).status_code == 200
        assert (await anybody.get("/", params={"day": "0001-01-01"})).status_code == 200


@pytest.mark.parametrize("character", ["\\u0000", "\\ud800", "\\udc00\\ud800"])
async def test_a_text_that_cannot_be_kept_is_refused_before_it_is(site: Site, character: str) -> None:
    unit = site.house.people["boss1"].unit
    body = f'{{"unit": "{unit}", "article": {{"title": "路灯", "body": "路灯坏了{character}"}}}}'
    async with await site.signed_in("boss1") as boss:
        answer = await boss.post("/api/knowledge/items", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422
        assert "无法保存的字符" in answer.json()["error"]["what"]
        assert (await boss.get("/api/knowledge/items")).json()["items"] == []


async def test_an_emoji_in_two_escapes_is_a_character_like_any_other(site: Site) -> None:
    unit = site.house.people["boss1"].unit
    body = f'{{"unit": "{unit}", "article": {{"title": "路灯\\ud83d\\ude00", "body": "路灯坏了"}}}}'
    async with await site.signed_in("boss1") as boss:
        answer = await boss.post("/api/knowledge/items", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["title"] == "路灯\U0001f600"


def test_depth_does_not_matter() -> None:
    deep: object = "\0"
    for _ in range(100_000):
        deep = [deep]
    assert not writable(deep)


async def test_reckoning_that_leaves_the_calendar_is_wrong_input_and_any_other_error_is_not(house: House) -> None:
    def beyond() -> None:
        date.max.replace(year=date.max.year + 1)

    def further() -> None:
        date.max + timedelta(days=1)

    def wrong() -> None:
        int("no number")

    app = create_app(house.ports)
    for path, raised in (("/api/beyond", beyond), ("/api/further", further), ("/api/wrong", wrong)):
        app.add_api_route(path, raised)
        app.router.routes.insert(0, app.router.routes.pop())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://console") as client:
        answers = [(await client.get(path)).status_code for path in ("/api/beyond", "/api/further", "/api/wrong")]
    assert answers == [422, 422, 500]
