"""How often one address may ask for what needs no account: counted in memory, bounded, per minute."""

from collections import OrderedDict
from dataclasses import dataclass, field

from config.errors import TooManyTries

MINUTE_S = 60.0
MOST_ADDRESSES = 10_000
"""So many addresses are remembered; the one that asked first is forgotten first."""


class TooOften(TooManyTries):
    """``retry_after_s`` says when the minute is over."""

    def __init__(self, retry_after_s: float) -> None:
        self.retry_after_s = max(1, round(retry_after_s))
        super().__init__("查询过于频繁。", f"请 {self.retry_after_s} 秒后再试。")

    @property
    def code(self) -> str:
        return TooManyTries.__name__


@dataclass
class Rate:
    """``moment`` is a running clock's, in seconds; of two nodes each counts for itself."""

    per_minute: int
    _asked: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict)

    def take(self, address: str, moment: float) -> None:
        """Count one question; TooOften for one more than the limit within a minute of the first."""
        began, count = self._asked.get(address, (moment, 0))
        if moment - began >= MINUTE_S:
            began, count = moment, 0
            self._asked.pop(address, None)
        if count >= self.per_minute:
            raise TooOften(began + MINUTE_S - moment)
        self._asked[address] = (began, count + 1)
        if len(self._asked) > MOST_ADDRESSES:
            self._asked.popitem(last=False)
