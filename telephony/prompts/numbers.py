"""Numbers that callers hear, put together at call time from clips that were made at set-up. Pure.

Mandarin as it is spoken: ten to nineteen begin with 十 (no 一 before it), and two is 两, not 二, when it stands alone before
a measure word (两位, 两分钟, 两点; but 十二位, 二十位).
"""

from typing import Literal

from config.errors import BadInput

Unit = Literal["people", "minutes", "hours"]

MOST = 99
_UNITS: dict[Unit, str] = {"people": "unit_people", "minutes": "unit_minutes", "hours": "unit_hour"}
_KEYS = {"*": "key_star", "#": "key_hash"}


def spoken(number: int, unit: Unit | None = None) -> tuple[str, ...]:
    """Names of the clips that say ``number``, with its measure word if there is one.

    Numbers above 99 are said as 九十九 and the measure word with 以上; negative ones raise BadInput.
    """
    if number < 0:
        raise BadInput(f"{number} cannot be announced.", "Announce zero or more.")
    clips = _numeral(min(number, MOST), counts=unit is not None)
    measure = (_UNITS[unit],) if unit else ()
    return (*clips, *measure, *(("or_more",) if number > MOST else ()))


def _numeral(number: int, *, counts: bool) -> tuple[str, ...]:
    if counts and number == 2:
        return ("num_liang",)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return (f"num_{ones}",)
    return (*((f"num_{tens}",) if tens > 1 else ()), "num_10", *((f"num_{ones}",) if ones else ()))


def place(ahead: int) -> tuple[str, ...]:
    """Clips for the place in a queue: so many wait before this caller; 您是下一位 for none."""
    return ("queue_ahead", *spoken(ahead, "people")) if ahead else ("queue_next",)


def expected_wait(minutes: int) -> tuple[str, ...]:
    """Clips for the expected wait in whole minutes; 一分钟内 for none."""
    return ("wait_about", *spoken(minutes, "minutes")) if minutes else ("wait_short",)


def press(digit: str, *, offer: str = "callback_press") -> tuple[str, ...]:
    """Clips for an offer that is taken by a key; ``offer`` is a prompt that ends in 请按. Raises BadInput for no key."""
    if len(digit) == 1 and digit in "0123456789":
        return (offer, f"num_{digit}")
    if digit in _KEYS:
        return (offer, _KEYS[digit])
    raise BadInput(f"{digit!r} is no key of a telephone.", "Name one of 0 to 9, * or #.")
