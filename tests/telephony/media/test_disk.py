"""The disk thread: in order, never in the way."""

import os
import threading

from telephony.media import disk as disk_module
from telephony.media.disk import Disk


def test_jobs_run_in_order_and_tickets_tell_when_they_are_done() -> None:
    disk = Disk()
    seen: list[int] = []
    for number in range(50):
        assert disk.submit(lambda number=number: seen.append(number))  # type: ignore[misc]
    ticket = disk.ticket
    disk.close(5)
    assert seen == list(range(50))
    assert disk.has_done(ticket)


def test_a_failing_job_is_told_and_the_next_one_runs() -> None:
    disk = Disk()
    done = threading.Event()
    disk.submit(lambda: os.truncate("/nowhere/at/all", 0))
    disk.submit(done.set)
    assert done.wait(5)
    assert "FileNotFoundError" in disk.failures[0]
    disk.close(5)


def test_a_disk_that_stands_still_refuses_more_and_never_blocks() -> None:
    disk = Disk()
    gate = threading.Event()
    disk.submit(lambda: gate.wait(20) and None)
    accepted = sum(disk.submit(lambda: None) for _ in range(disk_module.MAX_PENDING + 10))
    assert accepted == disk_module.MAX_PENDING - 1
    gate.set()
    disk.close(5)
