"""What the page set, as a process knows it: read at its start and again now and then, so that every process follows."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config.settings import Law, layers
from ticketing.clocks import WorkCalendar, working_calendar
from ticketing.operation.models import OperationMarkRow
from ticketing.operation.values import SETTINGS, chosen_values

log = structlog.get_logger(__name__)
CHECK_S = 5.0
"""A change that another process committed is found within so long."""
Ticks = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The page's values at one version: by key, without those that the environment holds."""

    version: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


class InForce:
    """The law as it applies now. ``law`` is what files and environment say; the page's values are laid over it.

    A look-up that fails leaves what is known: a database that is gone for a moment changes no law.
    """

    def __init__(
        self, reading: Callable[[], AbstractContextManager[Session]], law: Law, *, ticks: Ticks = time.monotonic
    ) -> None:
        self._reading, self._ticks = reading, ticks
        self._looking = Lock()
        self._looked = float("-inf")
        self.chosen = Chosen()
        self.given(law)

    def given(self, law: Law) -> None:
        """Another law from files and environment (a test's)."""
        self._under = law
        self._lay()

    def look_now_and_then(self) -> None:
        if self._ticks() - self._looked >= CHECK_S:
            self.look()

    def look(self) -> None:
        """Read what there is, unless another thread does so already."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._look()
        except SQLAlchemyError:
            log.warning("the settings of the page could not be read; those that are known stay", exc_info=True)
        finally:
            self._looked = self._ticks()
            self._looking.release()

    def _look(self) -> None:
        with self._reading() as session:
            version = session.scalar(select(OperationMarkRow.version).where(OperationMarkRow.subject == SETTINGS)) or 0
            if version == self.chosen.version:
                return
            values = chosen_values(session)
        held = layers.of_environment()
        self.chosen = Chosen(version=version, values={key: value for key, value in values.items() if key not in held})
        self._lay()

    def _lay(self) -> None:
        law, unfit = layers.bearable(self._under, self._of_law(), layers.law_over)
        if unfit:
            log.warning("settings of the page do not fit any more and are passed over", keys=sorted(unfit))
        self.state: tuple[Law, WorkCalendar] = law, working_calendar(law)  # its hours were tried before they were stored

    def _of_law(self) -> Mapping[str, Any]:
        return {key: value for key, value in self.chosen.values.items() if key.startswith("law.")}
