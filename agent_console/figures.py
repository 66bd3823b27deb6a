"""The figures that many pages ask for alike, each made once within its time (`agent_console.kept`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from agent_console.kept import Kept
from agent_console.ports import ConsolePorts
from agent_console.transaction import in_reading
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutySessionOut
from ticketing.figures.counting import Counting
from ticketing.figures.day import beginning, day_figures
from ticketing.figures.house import House, house
from ticketing.figures.schemas import DayFigures, Wallboard
from ticketing.figures.service import wallboard
from ticketing.learning import service as learning
from ticketing.uow import UnitOfWork

DRAFTS_FACTOR = 10
"""What was kept of a day's drafts is compared field by field: so many times seldomer than the rest of a shift's figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The stored half of the wallboard; the sessions without their calls."""

    hour: Wallboard
    duty: tuple[DutySessionOut, ...]


class KeptFigures:
    """Of one console process; on its loop."""

    def __init__(self, ports: ConsolePorts) -> None:
        self._ports = ports
        terms, now = ports.settings.figures, ports.now
        self.hour: Kept[Hour] = Kept(self._hour, terms.board_kept_s, now)
        self.day: Kept[DayFigures] = Kept(self._day, terms.day_kept_s, now)
        self.house: Kept[House] = Kept(self._house, terms.shift_kept_s, now)
        self.drafts: Kept[Mapping[str, float | None]] = Kept(self._drafts, DRAFTS_FACTOR * terms.shift_kept_s, now)

    async def _hour(self) -> Hour:
        counting = Counting.by(self._ports.settings)

        def work(uow: UnitOfWork) -> Hour:
            hour = wallboard(uow, self._ports.now(), counting)
            sessions = duty.open_sessions(uow)
            return Hour(hour=hour, duty=tuple(session.model_copy(update={"calls": ()}) for session in sessions))

        return await in_reading(self._ports, work)

    async def _day(self) -> DayFigures:
        settings = self._ports.settings
        terms, counting = settings.figures, Counting.by(settings)

        def work(uow: UnitOfWork) -> DayFigures:
            return day_figures(
                uow, self._ports.now(), counting,
                interval_s=terms.interval_s, intervals=terms.intervals, weeks=terms.weeks,
            )  # fmt: skip

        return await in_reading(self._ports, work)

    async def _house(self) -> House:
        return await in_reading(self._ports, lambda uow: house(uow, self._ports.now()))

    async def _drafts(self) -> Mapping[str, float | None]:
        def work(uow: UnitOfWork) -> Mapping[str, float | None]:
            now = self._ports.now()
            midnight = beginning(uow, uow.calendar.local(now).date())
            if midnight >= now:
                return {}
            return {one.agent.id: one.rate.percent for one in learning.acceptance(uow, midnight, now).by_agent}

        return await in_reading(self._ports, work)


def kept_figures(connection: HTTPConnection) -> KeptFigures:
    """Those of the application that serves this connection."""
    kept: KeptFigures = connection.app.state.figures
    return kept
