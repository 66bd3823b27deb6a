"""A file that is being sent: streamed to disk part by part, judged by its content, looked through, and put in its place."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from agent_console.ports import ConsolePorts
from config.settings import Attachments, FileKind
from ticketing.attachments.scan import scan
from ticketing.attachments.store import Incoming, Stored

AT_ONCE = 16
"""Files that arrive at the same time; more wait their turn with nothing read."""
PART_BYTES = 262_144
_turns = asyncio.Semaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file in its place, and what the scanner said."""

    stored: Stored
    scanned: str


async def taken(request: Request, ports: ConsolePorts, allowed: tuple[FileKind, ...]) -> Taken:
    """Read the request's body as one file; whatever is refused leaves nothing behind."""
    law: Attachments = ports.settings.law.attachments
    folder: Path = ports.settings.attachments
    async with _turns:
        incoming = await run_in_threadpool(Incoming, folder, law)
        try:
            await _read(request, incoming)
            kind = await run_in_threadpool(incoming.judged, allowed)
            scanned = await run_in_threadpool(scan, incoming.path, law)
            return Taken(stored=await run_in_threadpool(incoming.kept, kind), scanned=scanned)
        except BaseException:
            incoming.dropped()
            raise


async def _read(request: Request, incoming: Incoming) -> None:
    waiting = bytearray()
    async for part in request.stream():
        waiting += part
        if len(waiting) >= PART_BYTES:
            await run_in_threadpool(incoming.add, bytes(waiting))
            waiting.clear()
    await run_in_threadpool(incoming.add, bytes(waiting))
