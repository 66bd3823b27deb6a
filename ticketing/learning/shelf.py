"""Models on the disk: versions beside each other, one of them in use, taken up by a running service within a set time.

A version is a folder with ``weights.npz`` (plain arrays), ``pieces.json`` and ``about.json``, which has the digest of both.
``current.json`` names the version in use and the digest of its ``about.json``; it is replaced in one step. Nothing is ever
unpickled. The digests find what is damaged or half copied; who may write to the folder may change the model.
"""

import hashlib
import io
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from config.errors import BadInput, BadSetting
from ticketing.learning.model import CategoryModel

CURRENT, ABOUT, WEIGHTS, PIECES = "current.json", "about.json", "weights.npz", "pieces.json"
FORMAT = 1
MOST_BYTES = 200_000_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a model was made of. ``taught_until``: when the newest ticket it has seen was closed; None for the directory alone.

    ``figures`` say how it did on the tickets that were held out (`hotline learn` prints them).
    """

    version: str
    made_at: datetime
    city_version: str
    tickets: int
    taught_until: datetime | None
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    about: About
    model: CategoryModel


class Shelf:
    """The folder of one installation. `in_use` may be called from any thread."""

    def __init__(self, folder: Path, *, check_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._check_s = check_s
        self._clock = clock
        self._lock = threading.Lock()
        self._look_at = float("-inf")
        self._named = b""
        self._kept: Kept | None = None

    def in_use(self) -> CategoryModel | None:
        """The model in use, looked up at most every ``check_s``; a damaged one leaves what was in use before."""
        with self._lock:
            now = self._clock()
            if now >= self._look_at:
                self._look_at = now + self._check_s
                self._look()
            return self._kept.model if self._kept else None

    def _look(self) -> None:
        try:
            named = (self._folder / CURRENT).read_bytes()
        except OSError:
            named = b""
        if named == self._named:
            return
        self._named = named
        try:
            self._kept = read(self._folder) if named else None
        except BadInput as error:
            log.error("a learnt model cannot be used", what=error.what, remedy=error.remedy)
        else:
            log.info("a learnt model is in use", version=self._kept.about.version if self._kept else None)


def read(folder: Path) -> Kept | None:
    """The version in use; None where there is none. BadInput when it is damaged or of another program's format."""
    if not (folder / CURRENT).is_file():
        return None
    try:
        current = json.loads(_bytes(folder / CURRENT))
        home = folder / _plain_name(current["version"])
        about = json.loads(_checked(home / ABOUT, current["digest"]))
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}")
        model = _model(about, _checked(home / WEIGHTS, about["weights"]), _checked(home / PIECES, about["pieces"]))
        return Kept(_about(about), model)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"The learnt model in {folder} is damaged: {error}.", "Run hotline learn --force to make it anew."
        ) from None


def keep(folder: Path, model: CategoryModel, about: About, *, versions: int) -> None:
    """Write the version, then put it in use; of older ones the newest ``versions`` stay. BadSetting for a full or closed disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        home = folder / _plain_name(about.version)
        half = folder / f".{about.version}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        digest = _write_version(half, model, about)
        shutil.rmtree(home, ignore_errors=True)
        half.rename(home)
        _replace(folder / CURRENT, json.dumps({"version": about.version, "digest": digest}).encode())
        _forget_old(folder, about.version, versions)
    except OSError as error:
        raise BadSetting("home", f"{folder} cannot be written: {error.strerror}.", "Make room, or change its owner.") from None


def new_version(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _write_version(half: Path, model: CategoryModel, about: About) -> str:
    arrays = io.BytesIO()
    np.savez_compressed(arrays, weights=model.weights.astype(np.float16), rarity=model.rarity, bias=model.bias)
    pieces = json.dumps({"codes": model.codes, "pieces": list(model.pieces)}, ensure_ascii=False).encode()
    facts = asdict(about) | {"made_at": about.made_at.isoformat(), "figures": dict(about.figures)}
    facts |= {"taught_until": about.taught_until.isoformat() if about.taught_until else None, "format": FORMAT}
    facts |= {"sharpness": model.sharpness, "weight": model.weight}
    facts |= {"weights": _digest(arrays.getvalue()), "pieces": _digest(pieces)}
    written = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()
    for name, content in ((WEIGHTS, arrays.getvalue()), (PIECES, pieces), (ABOUT, written)):
        _replace(half / name, content)
    return _digest(written)


def _model(about: Mapping[str, Any], weights: bytes, pieces: bytes) -> CategoryModel:
    words = json.loads(pieces)
    with np.load(io.BytesIO(weights), allow_pickle=False) as arrays:
        model = CategoryModel(
            codes=tuple(words["codes"]),
            pieces={piece: row for row, piece in enumerate(words["pieces"])},
            rarity=arrays["rarity"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            bias=arrays["bias"].astype(np.float32),
            sharpness=float(about["sharpness"]),
            weight=float(about["weight"]),
        )
    shape = (len(model.pieces), len(model.codes))
    if model.weights.shape != shape or model.rarity.shape != shape[:1] or model.bias.shape != shape[1:]:
        raise ValueError("its arrays do not fit each other")
    if not 0 <= model.weight <= 1 or not np.isfinite(model.weights).all():
        raise ValueError("its numbers are none")
    return model


def _about(facts: Mapping[str, Any]) -> About:
    until = facts["taught_until"]
    return About(
        version=facts["version"],
        made_at=datetime.fromisoformat(facts["made_at"]),
        city_version=facts["city_version"],
        tickets=facts["tickets"],
        taught_until=datetime.fromisoformat(until) if until else None,
        figures=facts["figures"],
    )


def _plain_name(version: str) -> str:
    if not version.isalnum():
        raise ValueError(f"{version!r} is no version")
    return version


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} is larger than any model")
    return path.read_bytes()


def _checked(path: Path, digest: str) -> bytes:
    content = _bytes(path)
    if _digest(content) != digest:
        raise ValueError(f"the digest of {path.name} is another")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """All of it or nothing, also when the power fails."""
    half = path.with_name(f".{path.name}.half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _forget_old(folder: Path, version: str, kept: int) -> None:
    found = sorted((home for home in folder.iterdir() if home.is_dir() and not home.name.startswith(".")), reverse=True)
    for home in [home for home in found if home.name != version][max(0, kept - 1) :]:
        shutil.rmtree(home, ignore_errors=True)
