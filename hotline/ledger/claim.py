"""One writing ledger for each home: a new one waits until that of a service that was killed has written its rest."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

PATIENCE_S = 15.0
_LOOK_EVERY_S = 0.02


@contextmanager
def writing(home: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the home's claim; after ``patience_s`` go on without it (each fact counts once, whoever writes it)."""
    file = os.open(home / "ledger.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _locked(file, time.monotonic() + patience_s):
            log.warning("another ledger still writes here; going on beside it", home=str(home))
        yield
    finally:
        os.close(file)


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_EVERY_S)
        else:
            return True
