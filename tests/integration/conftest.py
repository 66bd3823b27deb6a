"""One private instance for the whole folder: quick prompts, short times, no recogniser."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.house import House, open_house


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_shell() -> AsyncIterator[None]:
    """The session's instances start before the function's own fixture can clear them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HOTLINE_") and name != "HOTLINE_TEST_DATA"]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def _each_test_finds_a_running_service_and_leaves_no_fault(house: House) -> AsyncIterator[None]:
    await house.running()
    with house.nothing_broken():
        yield


@pytest.fixture
def home(house: House) -> Path:
    return house.stage.instance.home
