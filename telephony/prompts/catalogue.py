"""What the hotline can play, by name, and where the sound of each name lies.

The text is written as it must be spoken (12345 as 幺二三四五), so that a synthesiser and a human speaker read the
same. A city replaces any sound by a recording of its own in ``custom/`` without touching the rendered set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One sound: ``text`` in Mandarin as spoken; empty for music and tones, which `telephony.prompts.tones` makes."""

    name: str
    text: str = ""
    loops: bool = False


_ALL = (
    Prompt(name="welcome", text="您好，这里是幺二三四五政务服务便民热线。"),
    Prompt(name="recording_notice", text="为提高服务质量，本次通话将被录音。"),
    Prompt(name="queue_wait", text="坐席正忙，请稍候，您的来电已进入排队。"),
    Prompt(name="no_agent", text="很抱歉，当前来电较多，暂时无法接听，请您稍后再拨。"),
    Prompt(name="closed_hours", text="您好，现在是非工作时间，请您在工作时间再次来电，紧急情况请拨打相应的紧急电话。"),
    Prompt(name="callback_offer", text="很抱歉让您久等，我们已记下您的号码，工作人员将尽快给您回电。"),
    Prompt(name="goodbye", text="感谢您的来电，再见。"),
    Prompt(name="transfer", text="正在为您转接，请稍候。"),
    Prompt(name="agent_offline", text="很抱歉，话务员的线路中断，正在为您转接其他话务员，请稍候。"),
    Prompt(name="hold_music", loops=True),
    Prompt(name="ringback", loops=True),
    Prompt(name="busy", loops=True),
    Prompt(name="beep"),
)

PROMPTS: Mapping[str, Prompt] = MappingProxyType({prompt.name: prompt for prompt in _ALL})
CUSTOM = "custom"


def spoken() -> Mapping[str, str]:
    """Names and texts that a synthesiser has to render; music and tones are not among them."""
    return {prompt.name: prompt.text for prompt in _ALL if prompt.text}


def locate(folder: Path, name: str) -> Path | None:
    """The WAV file that is to be played for ``name``: an absolute path as it is, the city's own, the rendered one.

    None when there is no such file (an unknown name, or a catalogue that has not been rendered yet).
    """
    if Path(name).is_absolute():
        return Path(name) if Path(name).is_file() else None
    if "/" in name or name.startswith("."):
        return None
    candidates = (folder / CUSTOM / f"{name}.wav", folder / f"{name}.wav")
    return next((path for path in candidates if path.is_file()), None)
