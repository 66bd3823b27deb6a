"""One figure as it came out, beside what it must be."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """``what`` is counted, of which ``rows`` (in words, with their number), the ``value`` that came out, the one ``expected``."""

    what: str
    rows: str
    value: str
    expected: str

    @property
    def right(self) -> bool:
        return self.value == self.expected

    def as_text(self) -> str:
        mark = "ok   " if self.right else "WRONG"
        return f"{mark} {self.what}: {self.value} (expected {self.expected}), from {self.rows}"

    def as_record(self) -> str:
        return json.dumps(asdict(self) | {"right": self.right}, ensure_ascii=False)
