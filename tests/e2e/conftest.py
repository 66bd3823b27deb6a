"""Two houses for the pages: one with weeks of work behind it, one that has just been set up."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import Folders, Settings, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo_data.filling import fill
from hotline.home import prepare_home
from tests.browser.pages import CHROMIUM
from tests.integration.house import short_prompts

TICKETS, DAYS, SEED = 60, 12, 12_345
HOUSE = (
    ("agent1", "王晓燕", "agent"),
    ("leader1", "陈明", "leader"),
    ("supervisor1", "赵敏", "supervisor"),
    ("dispatcher1", "何思远", "dispatcher"),
    ("inspector1", "郑国华", "inspector"),
    ("analyst1", "林静怡", "analyst"),
    ("handler1", "周成", "handler"),
)


@dataclass(frozen=True)
class House:
    """Where it is, who signs in with what, and a ticket to look at (empty where there is none)."""

    url: str
    accounts: dict[str, tuple[str, str]]
    ticket: str


@pytest.fixture(scope="session")
def house_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path_factory.mktemp("sounds") / "prompts")
    return load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The data folder of a house with weeks of work, the password of its people, and the handler with most tickets."""
    home = tmp_path_factory.mktemp("lived") / "home"
    own = load(home=home)
    prepare_home(own)
    made = fill(own.database_url, own.law, tickets=TICKETS, days=DAYS, seed=SEED, say=print)
    return home, made.password, made.busiest


@asynccontextmanager
async def busy_house(settings: Settings, lived_in: tuple[Path, str, str]) -> AsyncIterator[House]:
    home, password, handler = lived_in
    async with _running(settings, home) as (instance, admin):
        people = {name: (name, password) for name, _, role in HOUSE if role != "handler"}
        async with _desk(instance.url, people["supervisor1"]) as desk:
            [ticket] = (await desk.get("/api/tickets", limit=1))["items"]
        yield House(instance.url, {**people, "handler": (handler, password), "admin": admin}, ticket["id"])


@asynccontextmanager
async def empty_house(settings: Settings, home: Path) -> AsyncIterator[House]:
    async with _running(settings, home) as (instance, admin), _desk(instance.url, admin) as desk:
        accounts = {"admin": admin}
        for username, name, role in HOUSE:
            first, chosen = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
            await desk.post(
                "/api/people",
                username=username,
                name=name,
                password=first,
                roles=[role],
                queues=[],
                unit="NW-CG",
                phone="browser",
            )
            async with _desk(instance.url, (username, first)) as own:
                await own.post("/api/me/password", old=first, new=chosen)
            accounts[username.removesuffix("1") if role == "handler" else username] = (username, chosen)
        yield House(instance.url, accounts, "")


@asynccontextmanager
async def _running(settings: Settings, home: Path) -> AsyncIterator[tuple[Instance, tuple[str, str]]]:
    """The service on this data folder, and its administrator with a password of their own."""
    instance = Instance(settings, home, HOTLINE_ASR__ENGINE="none")
    try:
        await instance.start()
        first = instance.ready["first_sign_in"]
        chosen = secrets.token_urlsafe(12)
        async with _desk(instance.url, (first["username"], first["password"])) as desk:
            await desk.post("/api/me/password", old=first["password"], new=chosen)
        yield instance, (first["username"], chosen)
    finally:
        await instance.stop()


@asynccontextmanager
async def _desk(url: str, account: tuple[str, str]) -> AsyncIterator[Desk]:
    desk = Desk(url)
    try:
        await desk.sign_in(*account)
        yield desk
    finally:
        await desk.close()
