"""Starting and stopping the console: one sentence for an address that cannot be used, and nothing left behind."""

import socket
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI

from agent_console.server import ConsoleServer
from config.errors import BadSetting
from config.settings import Settings
from tests.agent_console.conftest import Site, free_port

pytestmark = pytest.mark.anyio


async def test_a_port_in_use_names_the_setting(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = ConsoleServer(FastAPI(), settings.web.model_copy(update={"port": port}))
        with pytest.raises(BadSetting) as caught:
            await server.start()
    assert caught.value.setting == "web.port"
    assert str(port) in caught.value.what


async def test_an_address_of_another_machine_names_the_setting(settings: Settings) -> None:
    server = ConsoleServer(FastAPI(), free_port(settings.web).model_copy(update={"host": "192.0.2.1"}))
    with pytest.raises(BadSetting) as caught:
        await server.start()
    assert caught.value.setting == "web.host"


async def test_a_certificate_that_is_none_names_the_setting(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    server = ConsoleServer(FastAPI(), free_port(settings.web).model_copy(update={"certificate": broken, "key": broken}))
    with pytest.raises(BadSetting) as caught:
        await server.start()
    assert caught.value.setting == "web.certificate"


async def test_stopping_says_goodbye_to_desks_and_frees_the_port(settings: Settings) -> None:
    server = ConsoleServer(FastAPI(), free_port(settings.web))
    await server.start()
    url = server.url
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(url + "/none")).status_code == 404
        with anyio.fail_after(10):
            await server.stop()
        with pytest.raises(httpx.ConnectError):
            await client.get(url + "/none")


async def test_open_desks_do_not_hold_the_stop_up(site: Site) -> None:
    desk = await site.desk("agent1")
    with anyio.fail_after(5):
        await site.server.stop()
    assert (await desk.closed())[0] in (1001, 1012)
