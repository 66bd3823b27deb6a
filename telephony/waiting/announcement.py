"""What callers are told while they wait and when they must part: names of prompts, composed at call time. Pure."""

from datetime import datetime, timedelta

from telephony.prompts.moments import MOST_DAYS, moment
from telephony.prompts.numbers import expected_wait, place, press
from telephony.queues.estimate import expected_wait_s
from telephony.queues.floor import Floor
from telephony.queues.queue import Queue
from telephony.waiting.hours import Opening

MINUTE_S = 60.0
Prompts = tuple[str, ...]


def place_and_wait(floor: Floor, queue: Queue, position: int) -> Prompts:
    """The place in line; the expected wait in minutes where it can be said and is no longer than people are told."""
    seconds = expected_wait_s(floor, queue, position)
    if seconds is None or seconds > floor.acd.announce_wait_max_s:
        return place(position - 1)
    return (*place(position - 1), *expected_wait(round(seconds / MINUTE_S)))


def offer(digit: str) -> Prompts:
    """A call-back by digit; nothing where none is offered."""
    return press(digit) if digit else ()


def confirm(digit: str) -> Prompts:
    """Once more the same key, so that a digit meant for the welcome's menu ends no call."""
    return press(digit, offer="callback_confirm")


def closed(opening: Opening, now: datetime) -> Prompts:
    """Why nobody answers, and when somebody will again, on the clocks of the city that ``opening`` is told in."""
    why: Prompts = ("closed_holiday",) if opening.holiday else ("closed",)
    at = opening.opens_at
    if at is None or not now < at < now + timedelta(days=MOST_DAYS - 1):
        return why
    return (*why, "opens_from", *moment(at, now.astimezone(at.tzinfo)), "opens_again")


def farewell(why: Prompts, digit: str) -> Prompts:
    """Why the caller cannot be served now, the offer to be called back (twice, so that there is time), and good-bye."""
    return (*why, *offer(digit), *offer(digit), "goodbye")
