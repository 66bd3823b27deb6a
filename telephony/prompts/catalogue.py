"""What the hotline can play, by name, and where the sound of each name lies.

The text is written as it must be spoken (12345 as 幺二三四五), so that a synthesiser and a human speaker read the
same. A city replaces any sound by a recording of its own in ``custom/`` without touching the rendered set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from telephony.prompts.moments import HOURS, MOST_DAYS, QUARTERS, WEEK_DAYS, hour_text
from telephony.prompts.numbers import EXACT_PLACES, MOST_PLACES, WAITS
from telephony.prompts.numerals import numeral


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One sound: ``text`` in Mandarin as spoken; empty for music and tones, which `telephony.prompts.tones` makes.

    ``joins`` says that it is a piece of a sentence (see `telephony.prompts.numbers` and `.moments`): no pause follows it.
    """

    name: str
    text: str = ""
    loops: bool = False
    joins: bool = False


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
    Prompt(name="queue_ahead", text="您前面还有", joins=True),
    Prompt(name="queue_next", text="您是下一位，请不要挂机。"),
    Prompt(name="wait_about", text="预计等待", joins=True),
    Prompt(name="wait_short", text="预计一分钟内为您接通。"),
    Prompt(name="callback_press", text="如需稍后回电，请按", joins=True),
    Prompt(name="callback_confirm", text="将为您登记回电，确认请再按", joins=True),
    Prompt(name="callback_accepted", text="已记下您的号码，我们将尽快给您回电，再见。"),
    Prompt(name="queue_full", text="当前等候人数已满，暂时无法接听。"),
    Prompt(name="closed", text="您好，现在是非工作时间。"),
    Prompt(name="closed_holiday", text="您好，今天是节假日，人工服务休息。"),
    Prompt(name="surge", text="当前来电较多，等候时间可能较长。"),
    Prompt(name="blocked", text="您的号码已被限制呼入，如有异议，请到服务窗口反映。"),
    Prompt(name="caller_limit", text="您的号码正在通话中，请结束后再拨。"),
    Prompt(name="caller_limit_hour", text="您的来电次数较多，请稍后再拨。"),
    Prompt(name="session_over", text="本场接听已结束，正在为您转到综合话务。"),
    Prompt(name="transfer_ringing", text="正在接通对方，请稍候。"),
    Prompt(name="transfer_failed", text="对方暂时无法接听，正在为您转回话务员。"),
    Prompt(name="recording_paused", text="录音已暂停。"),
    Prompt(name="recording_continued", text="录音已恢复。"),
    *(Prompt(name=f"key_{digit}", text=f"数字键{numeral(digit)}", joins=True) for digit in range(10)),
    Prompt(name="key_star", text="星号键", joins=True),
    Prompt(name="key_hash", text="井号键", joins=True),
    *(Prompt(name=f"place_{n}", text=f"{numeral(n, counts=True)}位", joins=True) for n in range(1, EXACT_PLACES + 1)),
    *(Prompt(name=f"place_over_{n}", text=f"{numeral(n)}多位", joins=True) for n in range(10, MOST_PLACES, 10)),
    Prompt(name=f"place_over_{MOST_PLACES}", text="一百多位", joins=True),
    *(Prompt(name=f"wait_{n}", text=f"{numeral(n, counts=True)}分钟", joins=True) for n in WAITS),
    Prompt(name="wait_over_60", text="一小时以上", joins=True),
    Prompt(name="opens_from", text="人工服务将于", joins=True),
    Prompt(name="opens_again", text="恢复。"),
    Prompt(name="day_today", text="今天", joins=True),
    Prompt(name="day_tomorrow", text="明天", joins=True),
    Prompt(name="day_after_tomorrow", text="后天", joins=True),
    *(Prompt(name=f"weekday_{day}", text=f"星期{word}", joins=True) for day, word in enumerate("一二三四五六日", 1)),
    *(Prompt(name=f"days_{n}", text=f"{numeral(n)}天后", joins=True) for n in range(WEEK_DAYS, MOST_DAYS + 1)),
    *(Prompt(name=f"hour_{hour}", text=hour_text(hour), joins=True) for hour in HOURS),
    *(Prompt(name=f"minute_{n}", text=f"{numeral(n)}分", joins=True) for n in QUARTERS),
    Prompt(name="hold_music", loops=True),
    Prompt(name="ringback", loops=True),
    Prompt(name="busy", loops=True),
    Prompt(name="beep"),
    Prompt(name="join_beep"),
    Prompt(name="pause_tone"),
    Prompt(name="continue_tone"),
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
