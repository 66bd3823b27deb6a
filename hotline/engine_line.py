"""What recognises at this moment, in one line: for the desk in Chinese, for the log and ``hotline doctor`` in English."""

import structlog

from asr.after_call.engine import settings_for
from asr.choose import describe
from asr.port import Standing
from config.errors import HotlineError
from config.settings import Settings

log = structlog.get_logger(__name__)

PARTS = {"workers": "识别进程", "servers": "识别服务器"}
GATES = {"on": "静音不送识别", "off": "静音也送识别", "missing": "缺静音检测组件，识别容量约减半"}
GATE_LOSS = "silence is decoded as well: about half of the live channels a core are lost"


def engine_line(standing: Standing | None, second_pass: str) -> str:
    """识别进程 2/2 · 静音不送识别 · 复核稿 whisper-base; empty where nothing is known."""
    parts = [] if standing is None else [f"{PARTS[standing.of]} {standing.up}/{standing.wanted}", GATES[standing.gate]]
    return " · ".join([*parts, *([f"复核稿 {second_pass}"] if second_pass else [])])


def second_pass_model(settings: Settings) -> tuple[str, HotlineError | None]:
    """The model of the second pass, and why it cannot be had; empty where none is wanted."""
    if not settings.asr.second_pass:
        return "", None
    try:
        info = describe(settings_for(settings.asr, settings.asr.second_pass), settings.models)
    except HotlineError as error:
        return "", error
    return info.model, None


def second_pass_or_warning(settings: Settings) -> str:
    """The same at a start of the service, which goes on without it."""
    model, error = second_pass_model(settings)
    if error is not None:
        log.warning("the second pass has no model", what=error.what, remedy=error.remedy)
    return model
