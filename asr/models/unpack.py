"""A model's archive made a folder, all or nothing, without trusting the archive: no way out of the folder, no bomb."""

import lzma
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from config.errors import BadInput, Unavailable

MAX_BYTES = 8 << 30
MAX_FILES = 5_000
MAX_RATIO = 60
_BLOCK = 1 << 20
# Left free beside what is unpacked, for everything else that writes here.
_SPARE_BYTES = 64 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# What the library raises on damaged, encrypted or strangely packed entries.
_DAMAGE = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    FileExistsError,
    NotADirectoryError,
)


class NoRoom(Unavailable):
    """The disk is too full for what is to be written; nothing is wrong with the archive."""


def top_folder(archive: Path) -> str:
    """Return the name of the one folder that everything in the archive lies in; raise BadInput if it is not so."""
    with _opened(archive) as zipped:
        return _checked(zipped, archive)


def unpack(archive: Path, into: Path, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Path:
    """Unpack into a temporary folder beside the target and return the model's folder in it; the caller renames it.

    ``progress`` gets bytes done and total. Raises BadInput for an archive that is broken, hostile or no model's, NoRoom
    when the disk is too full for it, OSError of the disk.
    """
    with _opened(archive) as zipped:
        name = _checked(zipped, archive)
        into.mkdir(parents=True, exist_ok=True)
        ensure_room(into, sum(entry.file_size for entry in zipped.infolist()))
        folder = Path(tempfile.mkdtemp(prefix=".unpack-", dir=into))
        try:
            _extract(zipped, folder, progress)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, _DAMAGE):
                raise BadInput(f"{archive.name} cannot be unpacked: {error}.", "Fetch the file again.") from error
            raise
    return folder / name


def ensure_room(folder: Path, size: int) -> None:
    """Raise NoRoom when ``size`` bytes and something to spare do not fit beside ``folder``'s files."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE_BYTES:
        wanted = (size + _SPARE_BYTES) / 1e6
        raise NoRoom(
            f"There is no room in {folder}: {wanted:.0f} MB are needed, {free / 1e6:.0f} MB are free.",
            "Free some, or set folders.models to another disk.",
        )


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{archive} is no zip archive: {error}.", "Give the model's .zip as the site offers it.") from error


def _checked(zipped: zipfile.ZipFile, archive: Path) -> str:
    entries = zipped.infolist()
    total, packed = sum(e.file_size for e in entries), max(1, archive.stat().st_size)
    if len(entries) > MAX_FILES or total > MAX_BYTES or total > MAX_RATIO * packed:
        raise BadInput(f"{archive.name} would unpack to {len(entries)} files of {total} bytes.", "This is no speech model.")
    for entry in entries:
        _refuse_escape(entry)
    tops = {PurePosixPath(entry.filename).parts[0] for entry in entries if entry.filename.strip("/")}
    if len(tops) != 1 or all(entry.is_dir() for entry in entries):
        raise BadInput(f"{archive.name} has no single top folder.", "Give the model's .zip as the site offers it.")
    top = tops.pop()
    if not _NAME.fullmatch(top):
        raise BadInput(f"{archive.name} holds {top!r}, which is no model's name.", "Give the model's .zip as the site offers it.")
    return top


def _refuse_escape(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename or linked:
        raise BadInput(f"The archive's entry {entry.filename!r} leads out of its folder.", "Do not use this archive.")


def _extract(zipped: zipfile.ZipFile, folder: Path, progress: Callable[[int, int], None]) -> None:
    entries = [entry for entry in zipped.infolist() if not entry.is_dir()]
    done, total = 0, sum(entry.file_size for entry in entries)
    for entry in entries:
        target = folder / entry.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipped.open(entry) as source, target.open("wb") as out:
            while block := source.read(_BLOCK):
                done += len(block)
                if done > total:
                    raise ValueError("more bytes than the archive declares")
                out.write(block)
                progress(done, total)
