from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.telephony.exchange.house import House


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def house(tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    async with House(tmp_path) as house:
        yield house
