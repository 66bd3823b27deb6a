"""The other figures of a call centre as pure formulas. Times in seconds; None where nothing was counted."""

from ticketing.figures.rate import Rate, rate

CONNECTION_GOAL = 0.95


def connection_rate(answered: int, offered: int) -> Rate:
    """接通率: answered of those offered to the queues; the national goal is 95 %."""
    return rate(answered, offered, "进入排队的来电")


def average_speed_of_answer(waited_s: float, answered: int) -> float | None:
    """ASA: waiting time of answered calls over their number."""
    return round(waited_s / answered, 2) if answered else None


def average_handling_time(talk_s: float, hold_s: float, wrap_up_s: float, handled: int) -> float | None:
    """AHT: talk, hold and wrap-up over the calls handled; ``talk_s`` without the time on hold."""
    return round((talk_s + hold_s + wrap_up_s) / handled, 2) if handled else None


def occupancy(busy_s: float, available_s: float) -> float | None:
    """Share in percent of the staffed time that agents were talking, holding or wrapping up."""
    staffed = busy_s + available_s
    return round(100 * busy_s / staffed, 2) if staffed else None
