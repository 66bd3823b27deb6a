"""The private folder of the tap's socket; the folders of services that were killed are removed by the next.

It lies under ``home/run``, or in the temporary folder where that path would be too long for a Unix socket. An open lock on
the folder says that its service lives: the kernel lets go of it however the service ends.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path

PREFIX = "asr-"
TEMPORARY_PREFIX = "hotline-asr-"
LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path on Linux (sun_path without its final zero)."""
TRIES = 5
_LIKE_OURS = "x" * 8 + "/tap"


class TapFolder:
    """One service's folder until `close`; made and cleaned up by `claim`."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @property
    def socket(self) -> str:
        return str(self.path / "tap")

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def claim(home: Path) -> TapFolder:
    """Make a fresh folder that only we can enter, after removing what killed services left; OSError where none can be."""
    folder, prefix = _place(home)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in sorted(folder.glob(f"{prefix}*")):
        _remove_unless_in_use(stale)
    for _ in range(TRIES):
        path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        lock = _lock(path)
        if lock is not None and path.is_dir():
            return TapFolder(path, lock)
        if lock is not None:  # another service that starts now took it for stale before it was locked
            os.close(lock)
    raise OSError(f"no folder in {folder} can be locked")


def _place(home: Path) -> tuple[Path, str]:
    run = home.absolute() / "run"
    if len(os.fsencode(run / f"{PREFIX}{_LIKE_OURS}")) <= LONGEST_SOCKET:
        return run, PREFIX
    return Path(tempfile.gettempdir()), TEMPORARY_PREFIX


def _remove_unless_in_use(path: Path) -> None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    lock = _lock(path) if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() else None
    if lock is not None:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _lock(path: Path) -> int | None:
    """The open descriptor that holds the lock, None when another has it or the folder is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
