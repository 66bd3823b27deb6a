"""The process that reads recordings: ``python -m asr.after_call.worker --control FD --reader MODULE:FUNCTION``.

JSON lines come: ``begin`` with the settings and the engine, then jobs and ``hold``; ``ready`` or ``failed``, for each job
``done`` with its finals, ``vain`` or ``away`` with a sentence go back. It gives way to everything else on the machine, and
ends with the line.
"""

import argparse
import os
import queue
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from asr import wire
from asr.after_call.engine import open_engine
from asr.after_call.job import EngineAway, job_in
from asr.after_call.reading import Reading
from asr.port import Emit, Recognizer
from asr.process import be_first_out_of_memory, give_way, leave_ending_to_parent
from asr.worker import resolve
from config.errors import HotlineError
from config.settings import Asr

MOST_JOBS = 8
Open = Callable[[Asr, Path, str, Emit, Callable[[str], None]], Recognizer]


class Line:
    """The line to the parent: whole messages out, whole messages in."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._lock = threading.Lock()

    def send(self, **message: Any) -> None:
        with self._lock:
            self._line.sendall(wire.encode(message))

    def messages(self) -> Iterator[dict[str, Any]]:
        with self._line.makefile("rb") as lines:
            for line in lines:
                yield wire.decode(line)


def serve(line: Line, reading: Reading, open_with: Open) -> int:
    """Until the line ends; return the exit code."""
    messages = line.messages()
    begin = next(messages, None)
    if begin is None:
        return 0
    give_way(int(begin["niceness"]))
    try:
        recognizer = open_with(
            Asr.model_validate(begin["asr"]), Path(begin["models"]), begin["engine"], reading.take,
            lambda text: line.send(notice=text),
        )  # fmt: skip
    except HotlineError as error:
        line.send(failed=wire.error_out(error))
        return error.exit_code
    line.send(ready=wire.info_out(recognizer.info))
    jobs: queue.Queue[dict[str, Any]] = queue.Queue(MOST_JOBS)
    threading.Thread(target=_work, args=(line, jobs, reading, recognizer), name="asr-recordings", daemon=True).start()
    for message in messages:
        if "hold" in message:
            reading.hold(bool(message["hold"]))
        else:
            jobs.put(message["job"])
    return 0


def _work(line: Line, jobs: "queue.Queue[dict[str, Any]]", reading: Reading, recognizer: Recognizer) -> None:
    while True:
        job = job_in(jobs.get())
        try:
            finals = reading.read(job, recognizer)
        except EngineAway as error:
            line.send(away=job.name, what=error.what)
        except Exception as error:
            line.send(vain=job.name, what=error.what if isinstance(error, HotlineError) else f"识别时出错：{error!r}")
        else:
            for final in finals:
                line.send(name=job.name, **wire.event_out(final))
            line.send(done=job.name, finals=len(finals))


def main(arguments: list[str] | None = None, open_with: Open = open_engine) -> int:
    parser = argparse.ArgumentParser(prog="asr.after_call.worker")
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--reader", required=True)
    options = parser.parse_args(arguments)
    leave_ending_to_parent()
    be_first_out_of_memory(900)
    with socket.socket(fileno=options.control) as control:
        return serve(Line(control), Reading(resolve(options.reader)), open_with)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Threads of the native libraries may still run; they must not be torn down under their feet.
    os._exit(code)
