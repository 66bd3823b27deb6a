"""A private instance without speech, its people, and Chromium at it: what the browser tests of the pages begin and end with."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np
import pytest
from playwright.async_api import Browser

from config.settings import Folders, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Account, Facts, Stage
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, new_page
from tests.integration.house import QUICK, short_prompts
from tests.ticketing.story import Story
from ticketing.db import open_database
from ticketing.directory import load_city

BUREAU = "NW-CG"
QUICK_ROUNDS = "tests.browser.quick_rounds"
"""The service whose rounds come every moment, for tests that wait for what the law does by itself."""


class Person(NamedTuple):
    """Somebody of the house; without a unit of their own they belong to the house's."""

    username: str
    name: str
    role: str
    unit: str = ""
    queues: tuple[str, ...] = ()


class Quiet(Stage):
    """Nobody recognises speech. A test says who is there, and what stands in the rows before it begins."""

    people: ClassVar[tuple[Person, ...]] = ()
    unit = BUREAU

    async def open(self) -> None:
        """Start the service; its administrator chooses a password, and the people come."""
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        await self.look_around(admin)
        for one in self.people:
            await self._person(admin, one.username, one.name, [one.role], list(one.queues), one.unit or self.unit)
        await admin.close()

    async def look_around(self, admin: Desk) -> None:
        """What a house reads of its city before its people come, as whose unit they are."""

    async def read(self, username: str, path: str, **query: object) -> Any:
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)

    async def goto(self, page: Page, path: str) -> None:
        await page.page.goto(f"{self.instance.url}{path}")

    async def pages(self, browser: Browser, *usernames: str) -> list[Page]:
        return [await new_page(self, browser, username) for username in usernames]

    def no_errors(self, *pages: Page, besides: str | None = None) -> None:
        """``besides``: what is refused on purpose, by a word of its line in the console."""
        errors = [error for page in pages for error in page.errors if besides is None or besides not in error]
        self.check("the pages made no errors", not errors, errors)

    @contextmanager
    def story(self) -> Iterator[Story]:
        """What telephony and an operator would do, done to the instance's own database."""
        settings = load(home=self.home / "instance")
        database = open_database(settings.database_url, city=load_city(settings.law.city_data), law=settings.law, lock=False)
        try:
            yield Story(database)
        finally:
            database.close()


S = TypeVar("S", bound=Stage)


def played(
    kind: type[S],
    home: Path,
    play: Callable[[S, Browser], Awaitable[None]],
    *,
    afterwards: Callable[[S], Awaitable[None]] | None = None,
    module: str | None = None,
    **environment: str,
) -> None:
    """Open the house in ``home``, let the play run in a Chromium with a silent microphone, and hold every fact to be true.

    ``afterwards`` runs when the browser has gone and the service still stands. ``environment`` goes over `QUICK`.
    """
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    settings = _settings(home)
    facts = Facts()

    async def main() -> None:
        house = kind(settings, home, facts, Speech(home / "speech"))
        more = {"module": module} if module else {}
        house.instance = Instance(settings, home / "instance", **more, **QUICK | environment)
        try:
            await house.open()
            async with chromium(_silence(home)) as browser:
                await play(house, browser)
            if afterwards:
                await afterwards(house)
        finally:
            await house.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


def _settings(home: Path) -> Any:
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(home / "prompts")
    return load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))


def _silence(home: Path) -> Path:
    microphone = home / "microphone.wav"
    write_pcm(microphone, np.zeros(RATE, np.int16))
    return microphone
