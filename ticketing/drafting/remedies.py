"""What is asked for, as a form says it (退款), by the words in which people ask for it (把 钱 退 给 我)."""

import re

from ticketing.drafting.tables import rows

_LINES = tuple(
    (name.strip(), re.compile("|".join(word.replace("~", "[^，]{0,6}?") for word in words.split())))
    for name, _, words in (line.partition(":") for line in rows("remedies.txt"))
)
MOST = 3
_COVERED = {
    "退款": ("全额退款", "退还多收的钱", "退学费"),
    "公示": ("公布账目",),
    "停止": ("停工核实",),
    "给予答复": ("明确时间",),
    "核查": ("重新核实",),
}
NAMES = tuple(name for name, _ in _LINES)


def remedies(text: str) -> list[str]:
    """What a form calls the things asked for in ``text``, in the order in which they are asked for."""
    found = {name: match.start() for name, pattern in _LINES if (match := pattern.search(text))}
    kept = [name for name in found if not any(other in found for other in _COVERED.get(name, ()))]
    return sorted(kept, key=lambda name: found[name])[:MOST]
