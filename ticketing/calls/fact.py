"""One row of the queue log, as the folds over a call see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    kind: str
    at: datetime
    data: Mapping[str, Any]
