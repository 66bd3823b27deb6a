"""What a running node puts in order by itself every few seconds: duty sessions past their end, old events, garbage."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from hotline.phone import DeskPhone
from hotline.promptness import COLLECT_EVERY_S
from ticketing import rounds
from ticketing.blocking import service as blocking
from ticketing.db import Database
from ticketing.duty import service as duty
from ticketing.outbox import service as outbox

log = structlog.get_logger(__name__)

EVERY_S = 15.0
OUTBOX_KEPT = timedelta(hours=24)
"""Desks resume within a minute; a day's events help to find out what a desk was told."""


class Housekeeping:
    """`run` goes on beside what it cannot put in order; ``now`` gives aware times."""

    def __init__(self, database: Database, phone: DeskPhone, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._phone = phone
        self._now = now

    async def run(self) -> None:
        """Move those who wait for a duty session whose time is over; close those that nobody closed; forget old events."""
        loop = asyncio.get_running_loop()
        collect_at = loop.time() + COLLECT_EVERY_S
        while True:
            await asyncio.sleep(EVERY_S)
            if loop.time() >= collect_at:
                gc.collect()
                collect_at = loop.time() + COLLECT_EVERY_S
            try:
                for session in await asyncio.to_thread(tidy, self._database, self._now()):
                    self._phone.closed(session)
                await asyncio.to_thread(rounds.run, self._database, self._now())
                self._phone.block(await asyncio.to_thread(blocked, self._database, self._now()))
            except Exception:
                log.exception("housekeeping failed; it goes on at the next turn")


def blocked(database: Database, now: datetime) -> Mapping[str, str]:
    """The harassment list as it stands now."""
    with database.reading() as uow:
        return blocking.numbers(uow, now)


def tidy(database: Database, now: datetime) -> list[str]:
    """The duty sessions whose queues must go: past their end, or closed by this."""
    with database.unit_of_work() as uow:
        outbox.purge(uow, now - OUTBOX_KEPT)
    with database.reading() as uow:
        due, over = duty.due(uow, now), duty.over(uow, now)
    return [*over, *(session for session in due if _close_due(database, session, now))]


def _close_due(database: Database, session: str, now: datetime) -> bool:
    """Each in a transaction of its own: one that cannot be closed must not keep the others open."""
    try:
        with database.unit_of_work() as uow:
            return duty.close_due(uow, session, now) is not None
    except Exception:
        log.exception("a duty session could not be closed", session=session)
        return False
