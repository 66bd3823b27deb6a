"""Hands short messages to a provider: appended to a file, or posted over HTTP; each once, tried again when it may help."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import httpx
import structlog

from config.errors import BadSetting
from config.settings.messages import Messages
from ticketing.db import Database
from ticketing.messages import service as messages
from ticketing.messages.service import Due
from ticketing.webhooks.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature

log = structlog.get_logger(__name__)


class NotTaken(Exception):
    """The provider did not take a message; ``again`` says whether another try may help."""

    def __init__(self, why: str, *, again: bool = True) -> None:
        super().__init__(why)
        self.again = again


class SmsProvider(Protocol):
    """Whoever brings short messages to telephones. ``send`` returns the provider's own name of the message, if it has one."""

    name: str

    async def send(self, message: Due) -> str | None:
        """NotTaken, in words that an operator understands, when it was not taken."""


class FileProvider:
    """Appends each message as a line of JSON: for tests, and where another program sends what stands in the file."""

    name = "file"

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path, self._now = path, now

    async def send(self, message: Due) -> str | None:
        line = {"id": message.id, "to": message.number, "text": message.text, "at": self._now().isoformat()}
        try:
            await asyncio.to_thread(self._append, json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise NotTaken(f"短信文件无法写入：{error.strerror}") from None
        return message.id

    def _append(self, line: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line)


class HttpProvider:
    """Posts each message as JSON in the provider's own shape; 2xx is taken, 4xx is refused for good, all else is tried again."""

    name = "http"

    def __init__(self, rules: Messages, now: Callable[[], datetime]) -> None:
        if not rules.url.startswith(("http://", "https://")):
            raise BadSetting("law.messages.url", f"{rules.url!r} is no http address.", "Write the address of the provider's API.")
        self._rules, self._now = rules, now

    async def send(self, message: Due) -> str | None:
        filled = {"to": message.number, "text": message.text, "id": message.id}
        body = json.dumps({name: value.format_map(filled) for name, value in self._rules.body.items()}).encode()
        try:
            async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=self._rules.timeout_s) as client:
                async with asyncio.timeout(self._rules.timeout_s):
                    answer = await client.post(self._rules.url, content=body, headers=self._headers(body))
        except TimeoutError:
            raise NotTaken(f"{self._rules.timeout_s:.0f}秒内没有应答") from None
        except (httpx.HTTPError, OSError) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from None
        if not answer.is_success:
            refused = 400 <= answer.status_code < 500 and answer.status_code not in (408, 429)
            raise NotTaken(f"应答 {answer.status_code}", again=not refused)
        return _named(answer, self._rules.id_field)

    def _headers(self, body: bytes) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json", **self._rules.headers}
        if self._rules.secret:
            timestamp = int(self._now().timestamp())
            headers |= {TIMESTAMP_HEADER: str(timestamp), SIGNATURE_HEADER: signature(self._rules.secret, timestamp, body)}
        return headers


def provider_of(rules: Messages, home: Path, now: Callable[[], datetime]) -> SmsProvider | None:
    """By the settings; None: messages wait unsent until a provider is named."""
    match rules.provider:
        case "file":
            return FileProvider(home / rules.file, now)
        case "http":
            return HttpProvider(rules, now)
    return None


class MessageSender:
    """`run` goes on beside whatever fails; `turn` sends what is due, once. ``now`` gives aware times."""

    def __init__(self, database: Database, provider: SmsProvider, *, now: Callable[[], datetime]) -> None:
        self._database, self._provider, self._now = database, provider, now

    async def run(self) -> None:
        while True:
            try:
                tried = await self.turn()
            except Exception:
                log.exception("sending messages failed; it goes on at the next turn")
                tried = 0
            if tried < self._database.law.messages.at_once:
                await asyncio.sleep(self._database.law.messages.every_s)

    async def turn(self) -> int:
        """Send what is due, at most a page of it at the same time; returns how many were tried."""
        due = await asyncio.to_thread(self._take)
        await asyncio.gather(*map(self._send, due))
        return len(due)

    def _take(self) -> list[Due]:
        with self._database.unit_of_work() as uow:
            return messages.take_due(uow, self._now())

    async def _send(self, message: Due) -> None:
        try:
            there = await self._provider.send(message)
        except NotTaken as error:
            await asyncio.to_thread(self._not_sent, message.id, str(error), error.again)
            return
        await asyncio.to_thread(self._sent, message.id, there)

    def _sent(self, id: str, there: str | None) -> None:
        with self._database.unit_of_work() as uow:
            messages.sent(uow, id, self._provider.name, there, self._now())

    def _not_sent(self, id: str, why: str, again: bool) -> None:
        with self._database.unit_of_work() as uow:
            messages.not_sent(uow, id, why, self._now(), again=again)


def _named(answer: httpx.Response, field: str) -> str | None:
    try:
        found = answer.json()
    except ValueError:
        return None
    return str(found[field]) if field and isinstance(found, dict) and found.get(field) is not None else None
