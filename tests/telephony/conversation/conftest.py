from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.telephony.exchange.house import House
from tests.telephony.exchange.node import Node


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def house(tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    async with House(tmp_path) as house:
        yield house


@pytest.fixture
async def node(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Node]:
    node = Node(tmp_path)
    async with AsyncExitStack() as stack:
        await node.exchange.start()
        stack.push_async_callback(node.exchange.stop)
        await node.caller.start()
        stack.push_async_callback(node.caller.stop)
        yield node
