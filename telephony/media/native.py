"""The engine's busiest modules as machine code, made from the same sources by `telephony.media.native_build`.

The objects stand in a folder of their own, never beside the sources, under a name that tells what they were made from: after an
edit or an upgrade of Python they are passed over, and the sources run as they are. Only the engine's process takes them in.
"""

import hashlib
import sys
import sysconfig
from pathlib import Path

import telephony.media

PACKAGE = "telephony.media"
# What runs for each packet, or for each leg at each tick.
MODULES = (
    "call_recording", "jitter", "keys", "leg", "loop", "reception", "recorder", "rtp_leg", "switch", "tap", "tap_line",
    "tap_link", "track", "udp",
)  # fmt: skip
SOURCES = Path(telephony.media.__file__).parent
_NAME_LENGTH = 16
DONE = "done"


def place(folder: Path) -> Path:
    """Where the objects made from the present sources for the present Python stand, made or not."""
    digest = hashlib.sha256(str(sysconfig.get_config_var("EXT_SUFFIX")).encode())
    for source in sorted(SOURCES.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return folder / digest.hexdigest()[:_NAME_LENGTH]


def is_made(folder: Path) -> bool:
    """Whether objects of the present sources are there, whole."""
    return (place(folder) / DONE).is_file()


def take_in(folder: Path) -> bool:
    """Let the modules that are imported from now on come from there; False, and nothing changes, when they are not made."""
    if not is_made(folder):
        return False
    take_from(place(folder))
    return True


def is_used() -> bool:
    """Whether this process runs them."""
    loaded = [sys.modules[name] for module in MODULES if (name := f"{PACKAGE}.{module}") in sys.modules]
    return bool(loaded) and not any(str(module.__file__).endswith(".py") for module in loaded)


def take_from(objects: Path) -> None:
    """The same from a certain place: modules first, and beside our packages the library that they share."""
    telephony.media.__path__.insert(0, str(objects.joinpath(*PACKAGE.split("."))))
    sys.path.append(str(objects))
