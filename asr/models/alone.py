"""One process at a time changes a folder of models."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.errors import Conflict, Unavailable


@contextmanager
def alone(folder: Path, unfinished: Sequence[str]) -> Iterator[None]:
    """Hold the folder against another installation and sweep what a killed one left (patterns of names in it).

    Raises Conflict while another runs, and Unavailable with the disk's word in ours.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _held(folder):
            for left in (path for pattern in unfinished for path in folder.glob(pattern)):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Free some space and run it again; it goes on." if full else "Make it readable and writable for this user."
        place = error.filename or folder
        raise Unavailable(f"The model cannot be put into {folder}: {place}: {error.strerror or error}.", remedy) from error


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Lock the folder itself: the kernel lets go when the process ends, however it does."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise Conflict(f"Another installation into {folder} is running.", "Wait until it has ended.") from None
    try:
        yield
    finally:
        os.close(lock)
