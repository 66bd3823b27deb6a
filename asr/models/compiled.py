"""A model whose search graph is composed once, instead of by every recogniser anew while people speak.

Small Vosk models come as two graphs, pronunciations (``HCLr.fst``) and language (``Gr.fst``), that a recogniser composes as
it decodes: it spends most of its time on that, keeps what it has composed (some hundred megabytes after minutes of speech),
and is slow until it has heard much. Composed whole, the same search reads the same words at a third of the cost. It takes
minutes, memory and disk, once. What comes out is a model folder of its own.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil

from asr.models import check
from asr.models.alone import alone
from asr.models.openfst import PACKAGES, OpenFst, installed
from asr.models.words import words
from config.errors import BadInput, Unavailable

FOLDER, MAKING = ".compiled", ".making-"
SOURCE = "compiled_from"
MEMORY_FACTOR, DISK_FACTOR = 16.0, 9.0
"""What making it needs against the size of the two graphs (measured for 230 MB: 3.3 GB of memory, 1.9 GB of disk)."""
_DYNAMIC = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
Progress = Callable[[str], None]


def is_static(model: Path) -> bool:
    """Whether recognisers of this model compose nothing; so come large models, and those made here."""
    return (model / "graph/HCLG.fst").is_file()


def find(model: Path, models: Path) -> Path | None:
    """The compiled form of ``model`` as it is now, None when there is none; cheap, so contents are not looked at."""
    folder = models / FOLDER / _name(model)
    manifest = folder / check.MANIFEST
    if not manifest.is_file() or is_static(model):
        return None
    try:
        made_from = json.loads(manifest.read_text()).get(SOURCE)
    except (OSError, ValueError, AttributeError):
        return None
    return folder if made_from == _fingerprint(model) else None


def ensure_possible(model: Path, models: Path) -> OpenFst:
    """Return the programs; raise BadInput for a model that needs nothing, Unavailable for what this machine lacks."""
    if is_static(model):
        raise BadInput(f"The model in {model} has one static graph already.", "There is nothing to compile.")
    if missing := check.missing_files(model):
        raise Unavailable(f"The model in {model} is not whole: {missing[0]} is missing.", check.REINSTALL)
    tools = installed()
    if tools is None:
        raise Unavailable("The programs that compile a search graph are not installed.", f"As root: {PACKAGES}")
    size = sum((model / name).stat().st_size for name in _DYNAMIC)
    _ensure("memory", psutil.virtual_memory().available, size * MEMORY_FACTOR)
    models.mkdir(parents=True, exist_ok=True)
    _ensure("disk", shutil.disk_usage(models).free, size * DISK_FACTOR)
    return tools


def make(model: Path, models: Path, progress: Progress = lambda _: None) -> Path:
    """Compose the graphs of ``model``, try the result and put it beside the models; return its folder.

    ``progress`` gets English sentences. Raises as `ensure_possible`, and Unavailable when a step fails; the model itself is
    never touched, and what was made before stays until the new one stands.
    """
    tools = ensure_possible(model, models)
    place = models / FOLDER
    with alone(place, (f"{MAKING}*",)), tempfile.TemporaryDirectory(prefix=MAKING, dir=place) as name:
        made = Path(name) / "model"
        _copy_the_rest(model, made)
        _write_words(model, made / "graph/words.txt")
        _compose(tools, model, Path(name), made / "graph/HCLG.fst", progress)
        progress("trying it on a sound")
        check.smoke(made)
        check.write_manifest(made, name=model.name, **{SOURCE: _fingerprint(model)})
        target = place / _name(model)
        if target.exists():
            target.rename(Path(name) / "older")
        made.rename(target)
    progress("done")
    return target


def _compose(tools: OpenFst, model: Path, work: Path, out: Path, progress: Progress) -> None:
    """The composition drops what the language cannot say early (look-ahead), as a recogniser's own does. Disambiguation
    symbols have done their work then; left in, the decoder would take them for sounds."""
    language, composed, relabelled, pairs = (work / name for name in ("g.fst", "composed.fst", "relabelled.fst", "pairs.txt"))
    pairs.write_text("".join(f"{symbol}\t0\n" for symbol in (model / _DYNAMIC[2]).read_text().split()))

    def watch(gone_s: float, held: int) -> None:
        progress(f"composing: {gone_s:.0f} s, {held / 1e9:.1f} GB of memory")

    tools.run(["fstsymbols", "--clear_isymbols", "--clear_osymbols", model / _DYNAMIC[1]], work / "bare.fst")
    tools.run(["fstconvert", "--fst_type=const", work / "bare.fst"], language)
    tools.run(["fstcompose", model / _DYNAMIC[0], language], composed, watch)
    progress("writing the graph")
    tools.run(["fstrelabel", f"--relabel_ipairs={pairs}", composed], relabelled)
    composed.unlink()
    tools.run(["fstconvert", "--fst_type=const", relabelled], out)
    out.with_suffix(".err").unlink()


def _copy_the_rest(model: Path, made: Path) -> None:
    left = {(model / name).resolve() for name in _DYNAMIC} | {(model / check.MANIFEST).resolve()}

    def skipped(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if (Path(folder) / name).resolve() in left}

    shutil.copytree(model, made, ignore=skipped)


def _write_words(model: Path, path: Path) -> None:
    if path.is_file():
        return
    with path.open("wb") as file:
        for word, number in words(model / "graph/Gr.fst"):
            file.write(b"%s %d\n" % (word, number))


def _fingerprint(model: Path) -> str:
    """Of the graphs as they were recorded at installation, or as they are where nothing was recorded."""
    recorded = check.recorded(model) or {}
    digests = [recorded.get(name) or check.sha256(model / name) for name in _DYNAMIC]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _name(model: Path) -> str:
    """A Python package keeps its model in a folder whose name does not say which it is."""
    return model.parent.name if model.name == "model" else model.name


def _ensure(what: str, free: int, needed: float) -> None:
    if free < needed:
        raise Unavailable(
            f"Compiling this model needs {needed / 1e9:.1f} GB of {what}; {free / 1e9:.1f} GB are free.",
            "Make room, or go on without: recognition works as before, at two to three times the cost.",
        )
