"""What every request passes before a router sees it: size, time, origin, headers, and a net under unforeseen errors.

Plain ASGI, so that bodies and WebSockets are streamed and nothing is buffered twice.
"""

import asyncio
import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_console.faults import Fault, answer, fault_of_status, unexpected

MAX_BODY_BYTES = 1_048_576
"""The largest request body; drafts and people are far smaller."""
LARGER_BODIES: Mapping[str, int] = {
    "/api/city/imports": 24 * MAX_BODY_BYTES,
    "/api/city/imports/preview": 24 * MAX_BODY_BYTES,
    "/api/people/imports": 12 * MAX_BODY_BYTES,
    "/api/people/imports/preview": 12 * MAX_BODY_BYTES,
    "/api/mailbox/uploads": 512 * MAX_BODY_BYTES,
    "/api/attachments": 512 * MAX_BODY_BYTES,
    "/api/attachments/uploads": 512 * MAX_BODY_BYTES,
    "/api/evidence": 512 * MAX_BODY_BYTES,
    "/api/knowledge/files": 64 * MAX_BODY_BYTES,
    "/api/knowledge/import": 8 * MAX_BODY_BYTES,
    "/api/operation/prompts/{name}/upload": 41 * MAX_BODY_BYTES,
    "/api/supervision/samples/{sample_id}/results": 2 * MAX_BODY_BYTES,
}
"""Tables of a whole city in base64, pictures, videos and sounds. These paths read the body themselves, after they know who
asks. A part in braces is any one part.
"""
_PATTERNS = tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), most) for path, most in LARGER_BODIES.items() if "{" in path)
BODY_TIMEOUT_S = 15.0
"""Time for each part of a body to arrive before the request is given up (slow senders hold no worker)."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def same_origin(headers: Headers) -> bool:
    """Whether a browser's request comes from our own pages: its Origin names the Host. Other clients send no Origin."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") not in ("cross-site", "same-site")
    return origin.partition("://")[2].lower() == headers.get("host", "").lower()


class Guard:
    """The outermost layer of the console."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(receive, send, limit_of(scope["path"]))
        refusal = _refused(scope)
        try:
            if refusal is not None:
                await answer(*refusal)(scope, receive, exchange.send)
            else:
                await self.app(scope, exchange.receive, exchange.send)
        except Exception as error:
            if exchange.started:
                raise
            fault = unexpected(error, method=scope["method"], path=scope["path"])
            await answer(500, fault)(scope, receive, exchange.send)


def limit_of(path: str) -> int:
    """The largest body that this path takes, in bytes."""
    if path in LARGER_BODIES:
        return LARGER_BODIES[path]
    return next((most for pattern, most in _PATTERNS if pattern.fullmatch(path)), MAX_BODY_BYTES)


def _refused(scope: Scope) -> tuple[int, Fault] | None:
    headers = Headers(scope=scope)
    if scope["method"] not in SAFE_METHODS and not same_origin(headers):
        return 403, Fault(code="NotAllowed", what="请求来自别的网站，已拒绝。", remedy="请从本系统的页面操作。")
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > limit_of(scope["path"]):
        return 413, fault_of_status(413)
    return None


class _Exchange:
    """One request's channel: counts and times the body, adds the headers, knows whether an answer has begun."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._bytes = 0
        self._complete = False
        self.started = False

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), BODY_TIMEOUT_S)
        except TimeoutError:
            raise HTTPException(408) from None
        self._bytes += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._bytes > self._limit:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
