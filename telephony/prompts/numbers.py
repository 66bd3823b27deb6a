"""Places in line, waiting times and keys that callers hear: names of clips, chosen at call time. Pure.

Each number has a clip together with its measure word: the synthesiser says 十二位 as people do, while 十, 二 and 位 one after
another are understood by hardly anybody. So that the clips stay few, larger numbers are told in rounder figures.
"""

from config.errors import BadInput

EXACT_PLACES = 10
MOST_PLACES = 100
WAITS = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 40, 50, 60)
"""Minutes that are told; what lies between is told as the next of them."""
_KEYS = {"*": "key_star", "#": "key_hash"}


def place(ahead: int) -> tuple[str, ...]:
    """So many wait before this caller: exactly up to ten, then 十多位, 二十多位; 您是下一位 for none."""
    if ahead < 0:
        raise BadInput(f"{ahead} callers cannot be announced.", "Announce zero or more.")
    if ahead == 0:
        return ("queue_next",)
    if ahead <= EXACT_PLACES:
        return ("queue_ahead", f"place_{ahead}")
    return ("queue_ahead", f"place_over_{min(ahead // 10 * 10, MOST_PLACES)}")


def expected_wait(minutes: int) -> tuple[str, ...]:
    """Whole minutes, rounded up where they are many; 一分钟内 for none."""
    if minutes < 0:
        raise BadInput(f"{minutes} minutes cannot be announced.", "Announce zero or more.")
    if minutes == 0:
        return ("wait_short",)
    told = next((one for one in WAITS if one >= minutes), None)
    return ("wait_about", f"wait_{told}" if told else "wait_over_60")


def press(digit: str, *, offer: str = "callback_press") -> tuple[str, ...]:
    """Clips for an offer that is taken by a key; ``offer`` is a prompt that ends in 请按. Raises BadInput for no key."""
    if len(digit) == 1 and digit in "0123456789":
        return (offer, f"key_{digit}")
    if digit in _KEYS:
        return (offer, _KEYS[digit])
    raise BadInput(f"{digit!r} is no key of a telephone.", "Name one of 0 to 9, * or #.")
