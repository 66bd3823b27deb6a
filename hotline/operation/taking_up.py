"""The settings that this node works with: files, environment and page at its start, and what may change while it runs.

A change that acts from the next start is kept out until then, so that no part works with half of it.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from config.settings import Settings, layers
from config.settings.words import acts

log = structlog.get_logger(__name__)


class Applied:
    """``under`` are the settings without the page's; ``present`` is always whole and valid."""

    def __init__(self, under: Settings, chosen: Mapping[str, Any]) -> None:
        self.under = under
        self._at_start = {key: value for key, value in chosen.items() if acts(key) == "start"}
        self.present = under
        self.choose(chosen)

    def choose(self, chosen: Mapping[str, Any]) -> bool:
        """Take up the page's values as they stand now; whether anything changed."""
        now = {key: value for key, value in chosen.items() if acts(key) == "now"}
        settings, unfit = layers.bearable(self.under, {**self._at_start, **now}, layers.laid_over)
        if unfit:
            log.warning("settings of the page do not fit any more and are passed over", keys=sorted(unfit))
        before, self.present = self.present, settings
        return before != settings

    @property
    def for_children(self) -> Settings:
        """For a process that opens the database itself and so lays the page's law over this one."""
        return self.present.model_copy(update={"law": self.under.law})
