"""What ``hotline models`` does: list, install and compile with progress in words, where."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asr.choose import describe
from asr.models import catalogue, compiled, store
from asr.models.download import Patience
from config.errors import BadInput, HotlineError, NotFound
from config.settings import Settings

Say = Callable[[str], None]
EVERY_S = 2.0
OFTEN_S = 10.0
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


class Steps:
    """Says each step once, and what changes within it every `OFTEN_S` seconds."""

    def __init__(self, name: str, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._say, self._clock = name, say, clock
        self._step, self._told = "", 0.0

    def __call__(self, words: str) -> None:
        step, now = words.partition(":")[0], self._clock()
        if step != self._step or now - self._told >= OFTEN_S:
            self._step, self._told = step, now
            self._say(f"{self._name}: {words}")


def listing(settings: Settings) -> list[dict[str, Any]]:
    """One row for each model that is known or installed."""
    here = {model.name: model for model in store.installed(settings.models)}
    rows = []
    for name, entry in catalogue.KNOWN.items():
        model = here.pop(name, None)
        note = "default" if name == settings.asr.default_model else ""
        rows.append({"name": name, "size_mb": round((entry.size or 0) / 1e6), "state": _state(model, settings), "note": note})
    for model in here.values():
        size = sum(file.stat().st_size for file in model.path.rglob("*") if file.is_file()) if model.path.is_dir() else 0
        rows.append({"name": model.name, "size_mb": round(size / 1e6), "state": _state(model, settings), "note": model.engine})
    return rows


def _state(model: store.InstalledModel | None, settings: Settings) -> str:
    if model is None:
        return "not installed"
    if not model.whole:
        return "incomplete"
    return "compiled" if model.engine == "vosk" and compiled.find(model.path, settings.models) else "installed"


def install(settings: Settings, name: str, file: Path | None, say: Say, patience: Patience | None = None) -> Path:
    """Install from the site, or from a file; says where it lies."""
    if file is not None:
        folder = store.install_file(file, settings.models, Progress(file.name, say))
    else:
        wanted = name or settings.asr.default_model
        folder = store.install(wanted, settings.models, settings.asr.models_site, Progress(wanted, say), patience)
    say(f"{folder.name}: installed in {folder}; start the service again to use it")
    compile_if_possible(settings, folder, say)
    return folder


def compile_if_possible(settings: Settings, folder: Path, say: Say) -> None:
    """Where this machine lacks something for it, say what; recognition works without."""
    if not settings.asr.compiled_graph or compiled.is_static(folder):
        return
    try:
        compiled.ensure_possible(folder, settings.models)
        say(f"{folder.name}: composing its search graph, some minutes, once; recognition costs a third then")
        compiled.make(folder, settings.models, Steps(folder.name, say))
    except HotlineError as error:
        say(f"{folder.name}: its search graph is not composed: {error.what} {error.remedy} Then: hotline models compile")


def compile_graph(settings: Settings, name: str, say: Say) -> Path:
    """Compose the search graph of an installed model (empty: the one that calls use); return where it lies."""
    wanted = name or _in_use(settings)
    folder = store.where(wanted, settings.models)
    if folder is None:
        raise NotFound(f"The model {wanted} is not installed in {settings.models}.", f"hotline models install {wanted}")
    made = compiled.make(folder, settings.models, Steps(wanted, say))
    say(f"{wanted}: compiled in {made}; start the service again to use it")
    return made


def _in_use(settings: Settings) -> str:
    info = describe(settings.asr, settings.models)
    if info.engine != "vosk":
        raise BadInput(f"Calls are read by {info.engine}, which has no search graph.", "Name a Vosk model: hotline models list")
    return info.model


def where(settings: Settings, name: str) -> Path:
    if not name:
        return settings.models
    folder = store.where(name, settings.models)
    if folder is None:
        raise NotFound(f"The model {name} is not installed in {settings.models}.", f"hotline models install {name}")
    return folder
