"""Bytes on disk under the digest of their content: written once, beside the folder first, then moved into place."""

import contextlib
import hashlib
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from config.errors import BadInput, Unavailable
from config.settings import Attachments, FileKind
from ticketing.attachments.kinds import HEAD_BYTES, kind_of, kind_of_zip, limit_of

ARRIVING = "arriving"
MAX_ENTRIES = 5_000
NOT_TAKEN = "不支持这种文件。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file in its place; ``digest`` is SHA-256 in hexadecimal, ``size`` in bytes."""

    digest: str
    kind: FileKind
    size: int


def place_of(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest[2:4] / digest


class Incoming:
    """One file on its way in: `add` its parts, then `judged`, then `kept`; `dropped` in any other case."""

    def __init__(self, folder: Path, law: Attachments) -> None:
        waiting = folder / ARRIVING
        waiting.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(waiting).free < law.least_free_bytes:
            raise Unavailable("存储空间不足，暂时不能接收文件。", "请稍后再试，或先不带附件提交。")
        handle, name = tempfile.mkstemp(dir=waiting)
        self.path = Path(name)
        self._file: BinaryIO = os.fdopen(handle, "wb")
        self._folder, self._law = folder, law
        self._hash = hashlib.sha256()
        self._head = b""
        self.size = 0

    def add(self, part: bytes) -> None:
        """BadInput as soon as the file is larger than any kind may be."""
        self.size += len(part)
        if self.size > self._law.largest_bytes:
            raise _too_large(self._law.largest_bytes)
        self._head += part[: max(0, HEAD_BYTES - len(self._head))]
        self._hash.update(part)
        self._file.write(part)

    def judged(self, allowed: tuple[FileKind, ...]) -> FileKind:
        """The kind by the content; BadInput for one that is not allowed, too large for its kind, or empty."""
        self._file.close()
        found = kind_of(self._head)
        kind = _of_archive(self.path) if found == "zip" else found
        if not self.size:
            raise BadInput("文件是空的。", "请重新选择文件。")
        if kind is None or kind not in allowed:
            raise BadInput(NOT_TAKEN, f"可以上传：{'、'.join(one.upper() for one in allowed)}。")
        if self.size > (limit := limit_of(kind, self._law)):
            raise _too_large(limit)
        return kind

    def kept(self, kind: FileKind) -> Stored:
        """Move the file to its place; the same content that is there already is the same file."""
        digest = self._hash.hexdigest()
        place = place_of(self._folder, digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, place)
        return Stored(digest=digest, kind=kind, size=self.size)

    def dropped(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def forget(folder: Path, digest: str, before: datetime) -> None:
    """Remove content that was last brought ``before`` then: the same bytes may be arriving again just now."""
    place = place_of(folder, digest)
    with contextlib.suppress(FileNotFoundError):
        if place.stat().st_mtime < before.timestamp():
            place.unlink()


def _of_archive(path: Path) -> FileKind | None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    return kind_of_zip({entry.filename for entry in entries}) if len(entries) <= MAX_ENTRIES else None


def _too_large(limit: int) -> BadInput:
    return BadInput(f"文件超过{limit // 1_000_000}兆字节。", "请压缩后再上传，或分成几个文件。")
