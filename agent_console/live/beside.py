"""Work that goes on beside the page's next command, held until it is done; what fails of it is in the log."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)
_tasks: set["asyncio.Task[None]"] = set()


def beside(work: Coroutine[Any, Any, None], *, failed: str) -> None:
    """Begin the work; ``failed`` is what the log says where it raises."""

    def done(task: "asyncio.Task[None]") -> None:
        _tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error(failed, error=repr(task.exception()))

    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(done)
