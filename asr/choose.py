"""Which engine and model run: what the settings ask for, or the best that is installed. Loads nothing by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asr import whisper_model
from asr.gate.gate import Gating
from asr.models import check, compiled, store
from asr.null import NullRecognizer
from asr.port import Emit, Recognizer, RecognizerInfo
from asr.vosk_server import shown
from config.errors import BadSetting, Unavailable
from config.settings import Asr

INSTALL = "Run: hotline models install {name} (without a connection: hotline models install --from FILE)."


@dataclass(frozen=True, slots=True)
class Choice:
    """What will run, and where its model lies (None: nothing to load, or still to be joined from packages).

    ``compiled`` is the same model with its graph composed, where that was made and is wanted.
    """

    info: RecognizerInfo
    folder: Path | None = None
    compiled: Path | None = None


def describe(asr: Asr, models: Path) -> RecognizerInfo:
    """Return what `open_recognizer` would open, without loading it; raises what it would raise."""
    return choose(asr, models).info


def choose(asr: Asr, models: Path) -> Choice:
    """Apply the settings to what is installed; raise BadSetting or Unavailable with the remedy."""
    if asr.engine == "auto":
        return _best(asr, models)
    return {"vosk": _vosk, "vosk-server": _farm, "whisper": _whisper, "none": _none}[asr.engine](asr, models)


def open_recognizer(asr: Asr, models: Path, emit: Emit, progress: Callable[[str], None] = lambda _: None) -> Recognizer:
    """Check and load the chosen engine; ``progress`` gets a sentence before each long step.

    Raises BadSetting, or Unavailable when a model is missing, corrupt or refused.
    """
    choice = choose(asr, models)
    info, common = choice.info, {"name": choice.info.model, "language": choice.info.language, "emit": emit}
    limits = {"partial_interval_s": asr.partial_interval_s, "max_streams": asr.max_streams}
    if info.engine == "vosk" and choice.folder is not None:
        from asr.pool.recognizer import PoolRecognizer

        folder = sound_folder(choice, progress)
        progress(f"Loading the model {info.model}")
        return PoolRecognizer(asr, folder, info, emit, progress=progress)
    if info.engine == "vosk-server":
        return _open_farm(asr, emit, progress)
    if info.engine == "whisper":
        folder = choice.folder or whisper_model.ensure_joined(models)
        from asr.whisper_engine import WhisperRecognizer

        progress(f"Loading the stand-in {info.model}")
        return WhisperRecognizer(folder, threads=asr.whisper_threads, **common, **limits)  # type: ignore[arg-type]
    return NullRecognizer(language=asr.language, emit=emit)


def sound_folder(choice: Choice, progress: Callable[[str], None]) -> Path:
    """Check contents: the compiled form, or the model itself where that is damaged; raise Unavailable where both are."""
    progress(f"Checking the model {choice.info.model}")
    if choice.compiled is not None:
        try:
            check.ensure_sound(choice.compiled)
            return choice.compiled
        except Unavailable as error:
            progress(f"{error.what} Its own graphs are used instead. Run: hotline models compile {choice.info.model}")
    if choice.folder is None:
        raise Unavailable(f"{choice.info.engine} has no model folder.")
    check.ensure_sound(choice.folder)
    return choice.folder


def _open_farm(asr: Asr, emit: Emit, log: Callable[[str], None]) -> Recognizer:
    from asr.vosk_server.engine import VoskServerRecognizer

    return VoskServerRecognizer(
        asr.servers,
        name=asr.model,
        language=asr.language,
        emit=emit,
        partial_interval_s=asr.partial_interval_s,
        ca=asr.server_ca,
        most=asr.server_streams,
        connect_s=asr.server_connect_s,
        silent_s=asr.server_silent_s,
        window_s=asr.server_window_s,
        check_s=asr.server_check_s,
        keep_s=asr.replay_s,
        tail_s=asr.replay_s,
        gating=gating_of(asr) if asr.gate and asr.server_gate else None,
        log=log,
    )


def gating_of(asr: Asr) -> Gating:
    return Gating(
        opens_at=asr.gate_opens_at,
        stays_above=asr.gate_stays_above,
        pre_roll_s=asr.gate_pre_roll_s,
        hang_over_s=asr.gate_hang_over_s,
    )


def _best(asr: Asr, models: Path) -> Choice:
    if asr.servers:
        return _farm(asr, models)
    name = asr.model or _installed(asr, models)
    named = store.where(name, models) if name else None
    if named is not None and not check.missing_files(named):
        return _vosk(asr.model_copy(update={"model": name}), models)
    return _whisper(asr, models) if whisper_model.packages_present() else _none(asr, models)


def _installed(asr: Asr, models: Path) -> str:
    """The default model, else another whole one of the language that somebody put into the models folder, a small one first."""
    fitting = [
        one.name
        for one in store.installed(models)
        if one.engine == "vosk" and one.whole and one.path.parent == models and _language(one.name, "") == asr.language
    ]
    ranked = sorted(fitting, key=lambda name: (name != asr.default_model, "small" not in name, name))
    return ranked[0] if ranked else ""


def _vosk(asr: Asr, models: Path) -> Choice:
    wanted = asr.model or asr.default_model
    folder = store.where(wanted, models)
    if folder is None and ("/" in wanted):
        raise BadSetting("asr.model", f"there is no model folder {wanted}.", "Name an installed model or a folder.")
    if folder is None:
        raise Unavailable(f"The Vosk model {wanted} is not installed in {models}.", INSTALL.format(name=wanted))
    missing = check.missing_files(folder)
    if missing:
        raise Unavailable(f"The Vosk model {wanted} is not whole: {missing[0]} is missing.", INSTALL.format(name=wanted))
    name = Path(wanted).name if "/" in wanted else wanted
    composed = compiled.find(folder, models) if asr.compiled_graph else None
    return Choice(_info("vosk", name, _language(name, asr.language), interims=True), folder, composed)


def _farm(asr: Asr, models: Path) -> Choice:
    if not asr.servers:
        raise BadSetting("asr.servers", "the engine vosk-server needs an address.", 'Write servers = ["ws://10.0.0.5:2700"].')
    return Choice(_info("vosk-server", shown(asr.servers, asr.model), _language(asr.model, asr.language), interims=True))


def _whisper(asr: Asr, models: Path) -> Choice:
    if asr.engine == "whisper" and asr.model not in ("", whisper_model.NAME):
        raise BadSetting("asr.model", f"the engine whisper has no model {asr.model!r}.", "Leave asr.model empty.")
    if not whisper_model.packages_present():
        raise Unavailable("The stand-in recogniser (Whisper) is not installed.", whisper_model.REMEDY)
    return Choice(_info("whisper", whisper_model.NAME, asr.language, interims=True))


def _none(asr: Asr, models: Path) -> Choice:
    return Choice(_info("none", "", asr.language, interims=False))


def _info(engine: str, model: str, language: str, *, interims: bool) -> RecognizerInfo:
    return RecognizerInfo(engine=engine, model=model, language=language, interims=interims)  # type: ignore[arg-type]


def _language(model: str, wanted: str) -> str:
    """A model's name ends its language before the version (vosk-model-small-cn-0.22); Vosk writes cn for zh."""
    for part in model.split("-"):
        if part in ("cn", "multicn", "ko", "en", "ja", "vn", "ru"):
            return "zh" if part.endswith("cn") else part
    return wanted
