"""The media engine as set-up leaves it: compiled, where there is a compiler. Once for each state of the sources."""

from pathlib import Path

from bench.telephony.generator import CACHE
from bench.telephony.house import say
from config.errors import Unavailable
from telephony.media import native, native_build

NATIVE = CACHE / "native"


def compiled_engine() -> Path | None:
    """The folder of compiled modules, made now if need be; None, and said so, without a compiler."""
    try:
        if not native.is_made(NATIVE):
            say("compiling the media engine, up to a minute")
            native_build.build(NATIVE)
    except Unavailable as error:
        say(f"the media engine is measured as it is: {error.what}")
        return None
    return NATIVE
