"""``hotline setup``: what the first start needs and later ones find: spoken prompts and something that recognises."""

import time
from collections.abc import Callable
from pathlib import Path

from asr import whisper_model
from asr.choose import describe
from asr.models.download import Patience
from config.errors import HotlineError
from config.settings import Settings
from hotline import model_commands
from hotline.home import prepare_home
from telephony.media import native, native_build
from telephony.prompts.synthesis import render_catalogue
from telephony.prompts.tones import render_tones

Say = Callable[[str], None]
ASK_AGAIN_S = 86_400.0
"""A site that could not be reached is not asked again for a day; ``hotline models install`` always asks."""
FIRST_TRY = Patience(connect_s=5.0, read_s=20.0, tries=2, pause_s=0.5)


def prepare(settings: Settings, say: Say) -> None:
    """Idempotent: a second call takes a moment. Never fails for want of a model or of a voice; it says so."""
    prepare_home(settings)
    prepare_prompts(settings, say)
    prepare_recogniser(settings, say)


def prepare_engine(settings: Settings, say: Say) -> None:
    """The media engine's busiest modules as machine code; without a compiler it runs as it is."""
    if settings.media.compiled == "never" or native.is_made(settings.native):
        return
    try:
        missing = native_build.missing_tools()
        if not missing:
            say("media engine: compiling its busiest modules, up to a minute, once")
        native_build.build(settings.native)
    except HotlineError as error:
        say(f"media engine: {error.what} It runs interpreted, which costs a quarter more processor time. {error.remedy}")
    else:
        say("media engine: compiled")


def prepare_prompts(settings: Settings, say: Say) -> None:
    """What callers hear, spoken by the synthesiser; tones where there is none."""
    render_tones(settings.prompts)
    try:
        render_catalogue(
            settings.prompts,
            cache=settings.models,
            progress=lambda done, total, name: say(f"prompts: speaking {done + 1} of {total} ({name})"),
        )
    except HotlineError as error:
        say(f"prompts: {error.what} Callers hear tones until then. {error.remedy}")


def prepare_recogniser(settings: Settings, say: Say) -> None:
    """The official model, else the stand-in."""
    if settings.asr.engine != "auto" or describe(settings.asr, settings.models).engine in ("vosk", "vosk-server"):
        return
    _try_official_model(settings, say)
    if describe(settings.asr, settings.models).engine != "whisper":
        return
    if not whisper_model.is_joined(settings.models):
        say("recogniser: preparing the stand-in (Whisper base, 145 MB, comes with the packages)")
        whisper_model.ensure_joined(settings.models)
        say("recogniser: the stand-in is ready; it writes a text for each finished sentence")


def _try_official_model(settings: Settings, say: Say) -> None:
    asked = settings.models / ".official-model-asked"
    if _fresh(asked):
        return
    name = settings.asr.default_model
    say(f"recogniser: asking {settings.asr.models_site} for {name}, the official model for Mandarin")
    try:
        model_commands.install(settings, "", None, say, FIRST_TRY)
    except HotlineError as error:
        say(f"recogniser: {error.what}")
        say(
            "recogniser: that is no trouble for a first look: calls are transcribed by the stand-in meanwhile. Later: "
            "hotline models install, or on a closed network: hotline models install --from FILE"
        )
        asked.touch()


def _fresh(mark: Path) -> bool:
    return mark.is_file() and time.time() - mark.stat().st_mtime < ASK_AGAIN_S
