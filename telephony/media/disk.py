"""The one thread that may wait for a disk, so that a slow disk never delays a packet."""

import queue
import threading
from collections import deque
from collections.abc import Callable

Job = Callable[[], None]
# About half a minute of writing for a hundred calls; beyond that a piece is left out (silence in the file).
MAX_PENDING = 6_000


class Disk:
    """Runs jobs in order. ``submit`` never blocks; failures are kept as sentences for the loop to log."""

    def __init__(self) -> None:
        self.failures: deque[str] = deque(maxlen=100)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._submitted = 0
        self._completed = 0
        self._thread = threading.Thread(target=self._run, name="disk", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> bool:
        """Queue a job; False when the disk is too far behind and the job was left out."""
        if self._submitted - self._completed >= MAX_PENDING:
            return False
        self._submitted += 1
        self._jobs.put(job)
        return True

    @property
    def ticket(self) -> int:
        """Number of the job submitted last."""
        return self._submitted

    def has_done(self, ticket: int) -> bool:
        """Whether that job and all before it are done."""
        return self._completed >= ticket

    def close(self, timeout_s: float) -> None:
        """Finish what is queued, at most ``timeout_s``."""
        self._jobs.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:  # a full disk or a bad file must not end the thread
                self.failures.append(f"{type(error).__name__}: {error}")
            finally:
                self._completed += 1
