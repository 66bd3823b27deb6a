"""Every page in every state: full, empty, refused by its server, still waiting; at a laptop's size and a large screen's."""

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from tests.e2e.conftest import House, busy_house, empty_house
from tests.e2e.pages import SIZES, Watched, chromium, context_of, fails, never_answers
from tests.e2e.visits import NOBODY, VISITS, Visit, unvisited

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]
ALERT_MS = 8_000
Judge = Callable[[Watched, Visit, str], Coroutine[Any, Any, list[str]]]
Trouble = Callable[[Any], Coroutine[Any, Any, None]]
SMALL = ("1366",)
"""Without pictures to be taken, trouble is looked at in one size."""
UNKNOWN = ("/reply/", "/beside/")
"""A citizen's link that nobody has sent, a call that is none: the page says so, and its browser notes the 404."""


def test_each_page_of_the_router_is_visited() -> None:
    assert not unvisited()


@pytest.mark.parametrize("state", ["full", "error", "busy"])
def test_pages_with_weeks_of_work_behind_them_are_whole(
    house_settings: Settings, lived_in: tuple[Path, str, str], tmp_path: Path, state: str
) -> None:
    judge, trouble = STATES[state]
    home, password, handler = lived_in
    own = shutil.copytree(home, tmp_path / "home")

    async def main() -> list[str]:
        async with busy_house(house_settings, (own, password, handler)) as house:
            return await _all(house, state, judge, trouble)

    assert not asyncio.run(main())


def test_pages_of_a_house_that_has_just_been_set_up_are_whole(house_settings: Settings, tmp_path: Path) -> None:
    async def main() -> list[str]:
        async with empty_house(house_settings, tmp_path / "home") as house:
            return await _all(house, "empty", _whole)

    assert not asyncio.run(main())


async def _all(house: House, state: str, judge: Judge, trouble: Trouble | None = None) -> list[str]:
    """What is wrong with the pages in this state, at both sizes, a sentence each."""
    wrong: list[str] = []
    async with chromium() as browser:
        for size in SIZES if judge is _whole or "SCREENSHOTS" in os.environ else SMALL:
            for who in dict.fromkeys(visit.who for visit in VISITS):
                context = await context_of(browser, house.url, None if who == NOBODY else house.accounts[who], size)
                for visit in (one for one in VISITS if one.who == who and (house.ticket or "{ticket}" not in one.path)):
                    page = await context.new_page()
                    if trouble is not None:
                        await trouble(page)
                    watched = Watched(page)
                    await page.goto(house.url + visit.path.format(ticket=house.ticket))
                    found = await judge(watched, visit, size)
                    wrong += [f"{visit.path} {state} at {size}: {one}" for one in found]
                    await watched.picture("-".join((visit.name, *([] if state == "full" else [state]), size)))
                    await page.close()
                await context.close()
    return wrong


async def _whole(watched: Watched, visit: Visit, size: str) -> list[str]:
    blank = [] if await watched.shows_something() else ["shows nothing at all"]
    await watched.settled()
    errors = [] if visit.path.startswith(UNKNOWN) else watched.errors
    return [*blank, *errors, *await _shape(watched), *(await watched.axe() if size == "1366" else [])]


async def _says_what_is_wrong(watched: Watched, visit: Visit, size: str) -> list[str]:
    """A page whose server refuses says so, in words, where it is read aloud too."""
    await watched.settled()
    said = watched.page.locator("[role=alert]").first
    if visit.live:
        return await _shape(watched)
    found = [] if await _comes(said) else ["nothing says that the server has refused"]
    return [*found, *await watched.untrue(), *await _shape(watched)]


async def _comes(locator: Any) -> bool:
    from playwright.async_api import TimeoutError as NeverCame

    try:
        await locator.wait_for(timeout=ALERT_MS)
    except NeverCame:
        return False
    return True


async def _waits_calmly(watched: Watched, visit: Visit, size: str) -> list[str]:
    """Nothing is called empty before it came, and a page that asks something first says that it waits."""
    silent = [] if visit.live or await watched.says_that_it_waits() else ["does not say that it waits"]
    await watched.page.wait_for_timeout(600)
    return [*silent, *await _shape(watched), *await watched.untrue(waits=True)]


async def _shape(watched: Watched) -> list[str]:
    return ["is wider than the window"] if await watched.wider_than_the_window() else []


STATES: dict[str, tuple[Judge, Trouble | None]] = {
    "full": (_whole, None), "error": (_says_what_is_wrong, fails), "busy": (_waits_calmly, never_answers),
}  # fmt: skip
