"""Every few seconds this node tells its live figures and holds the house's against the rules (`ticketing.alerts.watch`)."""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from agent_console.channels import channels_of
from agent_console.ports import RecogniserState
from config.settings import Settings
from hotline.alert_readings import figures_of, titles_of
from hotline.nodes.naming import name_of
from ticketing.alerts.merging import Reading
from ticketing.alerts.watch import Looking, look
from ticketing.db import Database
from ticketing.figures.counting import Counting

log = structlog.get_logger(__name__)


class AlertWatch:
    """`run` goes on beside what it cannot look at. The live figures are read on the loop's thread, the rest in a worker."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        board: Callable[[], Mapping[str, Any]],
        recogniser: Callable[[], RecogniserState],
        now: Callable[[], datetime],
        counting: Callable[[], Counting],
    ) -> None:
        self._settings = settings
        self._database = database
        self._board = board
        self._recogniser = recogniser
        self._now = now
        self._counting = counting
        self._node = name_of(settings)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self._settings.alerts.every_s)
            try:
                await asyncio.to_thread(self._look, self._reading())
            except Exception:
                log.exception("figures could not be held against their thresholds; it goes on at the next turn")

    def _reading(self) -> Reading:
        board = self._board()
        figures = figures_of(
            board, self._recogniser(), lambda trunk: channels_of(self._settings, trunk), free_percent(self._settings.recordings)
        )
        return Reading(node=self._node, at=self._now(), figures=figures, titles=titles_of(board))

    def _looking(self) -> Looking:
        """With the queues' goals as they are now: an operator may have changed them since the last look."""
        return Looking(alerts=self._settings.alerts, counting=self._counting(), interval_s=self._settings.figures.interval_s)

    def _look(self, reading: Reading) -> None:
        with self._database.unit_of_work() as uow:
            crossed = look(uow, reading, self._looking())
        for one in crossed:
            log.info("an alarm", what=one.what, figure=one.figure, stood_s=round(one.seconds))


def free_percent(folder: Path) -> float | None:
    """What is free of the disk; None where nobody can say."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return round(100 * usage.free / usage.total, 1) if usage.total else None
