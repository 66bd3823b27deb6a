"""Sends the messages that platforms are owed: signed, to the very address that was judged, following nobody elsewhere."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx
import structlog

from config.settings import Webhooks
from ticketing.db import Database
from ticketing.webhooks import deliveries
from ticketing.webhooks.addresses import chosen
from ticketing.webhooks.deliveries import Message
from ticketing.webhooks.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature

log = structlog.get_logger(__name__)
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
AGENT = "hotline-12345"
DELIVERY_HEADER = "X-Hotline-Delivery"
EVENT_HEADER = "X-Hotline-Event"


async def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses that a name stands for now."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class WebhookSender:
    """`run` goes on beside whatever fails; `turn` sends what is due, once. ``now`` gives aware times."""

    def __init__(self, database: Database, law: Webhooks, *, now: Callable[[], datetime], resolve: Resolve = resolved) -> None:
        self._database, self._law = database, law
        self._now, self._resolve = now, resolve

    async def run(self) -> None:
        while True:
            try:
                sent = await self.turn()
            except Exception:
                log.exception("sending to platforms failed; it goes on at the next turn")
                sent = 0
            if sent < self._law.at_once:
                await asyncio.sleep(self._law.every_s)

    async def turn(self) -> int:
        """Send what is due, at most a page of it at the same time; returns how many were tried."""
        due = await asyncio.to_thread(self._take)
        if due:
            async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=self._law.timeout_s) as client:
                await asyncio.gather(*(self._send(client, message) for message in due))
        return len(due)

    def _take(self) -> list[Message]:
        with self._database.unit_of_work() as uow:
            return deliveries.take_due(uow, self._now())

    async def _send(self, client: httpx.AsyncClient, message: Message) -> None:
        status, error = None, ""
        try:
            async with asyncio.timeout(self._law.timeout_s):
                status = await self._posted(client, message)
        except TimeoutError:
            error = f"{self._law.timeout_s:.0f}秒内没有应答"
        except (httpx.HTTPError, OSError, ValueError) as failure:
            error = f"{type(failure).__name__}: {failure}"
        if status is not None and not 200 <= status < 300:
            error = f"应答 {status}"
        await asyncio.to_thread(self._note, message.id, status, error)

    async def _posted(self, client: httpx.AsyncClient, message: Message) -> int:
        """Connect to an address that was judged just now; the certificate is still that of the name."""
        parts = urlsplit(message.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = chosen(await self._resolve(host, port), parts.scheme, self._law.intranet)
        if address is None:
            raise ValueError("回调地址指向未登记的内网")
        literal = f"[{address}]" if ":" in address else address
        url = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
        body = json.dumps({"event": message.event, "id": message.id, "at": message.at.isoformat(), "data": message.body}).encode()
        request = client.build_request("POST", url, content=body, headers=self._headers(message, parts.netloc, body))
        request.extensions["sni_hostname"] = host
        answer = await client.send(request, stream=True)
        await answer.aclose()
        return answer.status_code

    def _headers(self, message: Message, host: str, body: bytes) -> dict[str, str]:
        timestamp = int(self._now().timestamp())
        return {
            "Host": host,
            "User-Agent": AGENT,
            "Content-Type": "application/json",
            EVENT_HEADER: message.event,
            DELIVERY_HEADER: message.id,
            TIMESTAMP_HEADER: str(timestamp),
            SIGNATURE_HEADER: signature(message.secret, timestamp, body),
        }

    def _note(self, delivery: str, status: int | None, error: str) -> None:
        with self._database.unit_of_work() as uow:
            deliveries.note(uow, delivery, status, error, self._now())
