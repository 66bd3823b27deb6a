"""What lets the loop keep its 20 ms frames beside the other threads and processes of the machine."""

import contextlib
import gc
import os
import sys

COLLECT_EVERY_S = 600.0
NEVER_BY_ITSELF = 1_000_000
SWITCH_S = 0.001
"""Longest turn of one thread: the threads of the routers must not keep the loop from its 20 ms frames."""
NICENESS = -5


def go_before_the_rest() -> None:
    """The loop's thread before all but the media engine, where we may; each child sets a niceness of its own."""
    sys.setswitchinterval(SWITCH_S)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)


def collect_seldom() -> None:
    """Going through all objects for garbage holds up the loop for 0.2 s, and Python would do so every few seconds under load.

    What is loaded by now stays and is passed over; the rest is gone through once in `COLLECT_EVERY_S`, the young ones as ever.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER_BY_ITSELF)
