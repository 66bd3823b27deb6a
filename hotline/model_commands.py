"""What ``hotline models`` does: list, install with progress in words, where."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asr.models import catalogue, store
from asr.models.download import Patience
from config.errors import NotFound
from config.settings import Settings

Say = Callable[[str], None]
EVERY_S = 2.0
WORDS = {
    "download": "downloading",
    "check": "checking",
    "unpack": "unpacking",
    "try": "trying it on a sound",
    "done": "ready",
}


class Progress:
    """Says each step once, and its percentage every `EVERY_S` seconds; in place on a terminal."""

    def __init__(self, name: str, say: Say) -> None:
        self._name = name
        self._say = say
        self._step = ""
        self._told = 0.0

    def __call__(self, step: store.Step, done: int, total: int | None) -> None:
        now = time.monotonic()
        if step == self._step and now - self._told < EVERY_S and done != total:
            return
        if step == self._step and done == total and step == "done":
            return
        self._step, self._told = step, now
        share = f" {100 * done // total} % of {total / 1e6:.0f} MB" if total and total > 1 else ""
        if step == "download" and total is None:
            share = f" {done / 1e6:.0f} MB"
        self._say(f"{self._name}: {WORDS[step]}{share}")


def listing(settings: Settings) -> list[dict[str, Any]]:
    """One row for each model that is known or installed."""
    here = {model.name: model for model in store.installed(settings.models)}
    rows = []
    for name, entry in catalogue.KNOWN.items():
        model = here.pop(name, None)
        state = "not installed" if model is None else "installed" if model.whole else "incomplete"
        note = "default" if name == settings.asr.default_model else ""
        rows.append({"name": name, "size_mb": round((entry.size or 0) / 1e6), "state": state, "note": note})
    for model in here.values():
        size = sum(file.stat().st_size for file in model.path.rglob("*") if file.is_file()) if model.path.is_dir() else 0
        state = "installed" if model.whole else "incomplete"
        rows.append({"name": model.name, "size_mb": round(size / 1e6), "state": state, "note": model.engine})
    return rows


def install(settings: Settings, name: str, file: Path | None, say: Say, patience: Patience | None = None) -> Path:
    """Install from the site, or from a file; says where it lies."""
    if file is not None:
        folder = store.install_file(file, settings.models, Progress(file.name, say))
    else:
        wanted = name or settings.asr.default_model
        folder = store.install(wanted, settings.models, settings.asr.models_site, Progress(wanted, say), patience)
    say(f"{folder.name}: installed in {folder}; start the service again to use it")
    return folder


def where(settings: Settings, name: str) -> Path:
    if not name:
        return settings.models
    folder = store.where(name, settings.models)
    if folder is None:
        raise NotFound(f"The model {name} is not installed in {settings.models}.", f"hotline models install {name}")
    return folder
