"""Make machine code of the engine's busiest modules (`telephony.media.native`) with mypyc and the machine's C compiler.

    python -m telephony.media.native_build FOLDER

Half a minute to a minute, once for each state of the sources. Nothing depends on it: whoever lacks a compiler runs the same
sources interpreted, at about a quarter more processor time a leg.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from config.errors import Unavailable
from telephony.media import native

LONGEST_S = 900.0
"""A compiler that takes longer than this hangs."""
_OURS = "telephony.media.native_build"
_GROUP = "hotline_media"
# More of it makes the compiler slower, not the engine faster: the time goes to Python's own objects.
_OPTIMISE = "1"
_LAST_WORDS = 400


def build(folder: Path) -> Path:
    """Where the objects stand; made when they are not there yet. Older ones go. Raises Unavailable when it cannot be done."""
    made = native.place(folder)
    if not native.is_made(folder):
        _require_tools()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as work:
            objects = Path(work) / "objects"
            _run("compile", objects, work)
            _run("try", objects, work)
            (objects / native.DONE).touch()
            _put(objects, made)
    _forget_others(folder, made)
    return made


def missing_tools() -> str:
    """What is needed and is not here, in words; empty when all is."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    names = [name for name in ("mypyc", "setuptools") if importlib.util.find_spec(name) is None]
    if shutil.which(compiler) is None:
        names.append(compiler)
    return ", ".join(names)


def _require_tools() -> None:
    missing = missing_tools()
    if missing:
        raise Unavailable(f"{missing} is not installed.", "Install a C compiler and pip install 'hotline-12345[compiled]'.")


def _run(step: str, objects: Path, work: str) -> None:
    """One step in a process of its own: what it imports and changes ends with it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", _OURS, step, str(objects)],
            cwd=work,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(native.SOURCES.parents[1]), os.environ.get("PYTHONPATH", "")])},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable("The compiler did not come to an end.", "Look at the load of the machine; try again.") from None
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip()[-_LAST_WORDS:]
        raise Unavailable(f"The media engine could not be compiled: {words}", "It runs as it is; tell the makers.")


def _put(objects: Path, made: Path) -> None:
    try:
        objects.rename(made)
    except OSError:  # somebody else was faster
        if not (made / native.DONE).is_file():
            raise Unavailable(f"{made} cannot be written.", "Remove it and try again.") from None


def _forget_others(folder: Path, made: Path) -> None:
    for other in folder.iterdir():
        if other != made and (other / native.DONE).is_file():
            shutil.rmtree(other, ignore_errors=True)


def _compile(objects: Path) -> None:
    """In a process of its own, in a folder for what is left over."""
    from mypyc.build import mypycify
    from setuptools import setup

    sources = [str(native.SOURCES / f"{module}.py") for module in native.MODULES]
    options = ["--ignore-missing-imports", "--follow-imports=silent"]
    extensions = mypycify([*options, *sources], opt_level=_OPTIMISE, group_name=_GROUP, target_dir="c")
    setup(
        name=_GROUP,
        py_modules=[],
        packages=[],
        ext_modules=extensions,
        script_args=["--quiet", "build_ext", "--build-temp", "temp", "--build-lib", str(objects)],
    )


def _try(objects: Path) -> None:
    """Import them all: what does not go together is found here, not in a call."""
    native.take_from(objects)
    for module in native.MODULES:
        loaded = importlib.import_module(f"{native.PACKAGE}.{module}")
        if not str(loaded.__file__).startswith(str(objects)):
            raise ImportError(f"{module} came from {loaded.__file__}")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile", objects]:
            _compile(Path(objects))
        case ["try", objects]:
            _try(Path(objects))
        case [folder]:
            print(build(Path(folder)))
        case _:
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
