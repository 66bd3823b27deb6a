"""One serving process a SQLite file: two would each believe to own the calls."""

import fcntl
import os
from pathlib import Path

from config.errors import Conflict


class ServerLock:
    """An advisory lock on ``FILE.lock``, released by the kernel when its process ends, also by SIGKILL."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise Conflict(
                f"Another process already serves the database {database}.",
                "Stop it, or set database.url (HOTLINE_DATABASE__URL) or home to another place.",
            ) from None

    def release(self) -> None:
        os.close(self._file)
