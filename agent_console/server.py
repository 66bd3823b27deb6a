"""Runs the console: binds its own socket, so that a port in use is one sentence, and leaves signals to the process."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

import uvicorn
from starlette.types import ASGIApp

from agent_console.corked import CorkedWebSocket
from config.errors import BadSetting, Unavailable
from config.settings import Web

BACKLOG = 512
MAX_CONNECTIONS = 4_000
KEEP_ALIVE_S = 15
PING_S = 20.0
MAX_MESSAGE_BYTES = 65_536
STOP_WITHIN_S = 5


class _Uvicorn(uvicorn.Server):
    """uvicorn without its signal handlers: the process that runs the house owns them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ConsoleServer:
    """`start`, then `url`, then `stop`. Ports of 0 are taken from the system (tests)."""

    def __init__(self, app: ASGIApp, web: Web) -> None:
        self._app = app
        self._web = web
        self._socket: socket.socket | None = None
        self._server: _Uvicorn | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where people open the console, e.g. ``https://127.0.0.1:8000``."""
        assert self._socket is not None, "the console has not been started"
        host, port = self._socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self._web.certificate else 'http'}://{shown}:{port}"

    async def start(self) -> None:
        """Bind and serve; BadSetting names the setting when the address or the certificate cannot be used."""
        config = self._config()
        self._socket = bound(self._web.host, self._web.port)
        self._server = _Uvicorn(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="console")
        while not self._server.started:
            if self._task.done():
                await self._failed()
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Close desks and connections, at most a few seconds, and free the port."""
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        if self._socket is not None:
            self._socket.close()
        self._server = self._task = None

    async def _failed(self) -> None:
        error = self._task.exception() if self._task and not self._task.cancelled() else None
        if self._socket is not None:
            self._socket.close()
        raise Unavailable("The console did not start.", "The log says why.") from error

    def _config(self) -> uvicorn.Config:
        config = uvicorn.Config(
            self._app,
            ws=CorkedWebSocket,
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            limit_concurrency=MAX_CONNECTIONS,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOP_WITHIN_S,
            lifespan="on",
            access_log=False,
            server_header=False,
            log_config=None,
            ssl_certfile=self._web.certificate,
            ssl_keyfile=self._web.key,
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as error:
            raise BadSetting(
                "web.certificate",
                f"the certificate or its key cannot be used: {error}.",
                "Name the PEM files of a certificate and of its key in web.certificate and web.key.",
            ) from None
        return config


def bound(host: str, port: int) -> socket.socket:
    """A listening-ready socket; BadSetting for an address that is in use, not ours, or no address."""
    try:
        address = ip_address(host)
    except ValueError:
        address = ip_address("127.0.0.1") if host == "localhost" else _resolved(host)
    family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((str(address), port))
    except OSError as error:
        opened.close()
        raise _unusable(host, port, error) from None
    opened.setblocking(False)
    return opened


def _resolved(host: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError:
        raise BadSetting("web.host", f"{host!r} is no address of this machine.", "Write an IP address.") from None


def _unusable(host: str, port: int, error: OSError) -> BadSetting:
    if error.errno in (98, 48, 10048):
        return BadSetting(
            "web.port",
            f"port {port} on {host} is in use.",
            "Stop the program that has the port, or set HOTLINE_WEB__PORT to another.",
        )
    if error.errno == 13:
        return BadSetting("web.port", f"port {port} needs more rights.", "Set a web.port above 1023.")
    return BadSetting("web.host", f"{host}:{port} cannot be bound: {error.strerror}.", "Write an address of this machine.")
