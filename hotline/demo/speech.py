"""What the people of the demo say: spoken once by the packaged synthesiser and kept, or taken from ``DEMO_SPEECH``."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from config.errors import BadSetting
from hotline.sound import RATE, read_pcm

VARIABLE = "DEMO_SPEECH"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one person says, in one of the synthesiser's voices."""

    voice: str
    text: str


CLEAREST = "jm_kumo"
"""The voice that a recogniser reads best of those the synthesiser has."""
LINES: Mapping[str, Line] = {
    "lamp_caller": Line(
        CLEAREST, "您好，我要反映一个问题，我们阳光花园小区门口的路灯坏了三天了，晚上出门很不方便，希望尽快修好。"
    ),
    "lamp_thanks": Line(CLEAREST, "好的，谢谢你，我等你们的消息。"),
    "lamp_agent": Line(CLEAREST, "您好，请您再说一下，路灯坏了几天了？"),
    "noise_caller": Line(CLEAREST, "人民路一百三十四号的工地每天半夜施工，噪音太大，我们睡不着觉，希望有人来管一管。"),
    "noise_agent": Line(CLEAREST, "好的，您反映的问题我们会转给相关部门处理。"),
    "school_caller": Line(CLEAREST, "我想咨询一下，孩子上小学需要准备什么材料？"),
    "card_caller": Line(CLEAREST, "请问医保卡丢了，应该到哪里去补办？"),
    "water_caller": Line(CLEAREST, "幸福小区停水两天了，家里老人做不了饭，请派人来修。"),
}


class Speech:
    """The lines as WAV files of 8 kHz in one folder."""

    def __init__(self, folder: Path, lines: Mapping[str, Line] = LINES) -> None:
        self._folder, self._lines = folder, lines

    def file(self, name: str) -> Path:
        return self._folder / f"{name}.wav"

    def text(self, name: str) -> str:
        """What is said, as ``NAME.txt`` beside the sound or as it stands in `LINES`."""
        written = self._folder / f"{name}.txt"
        return written.read_text("utf-8").strip() if written.is_file() else self._lines[name].text

    def pcm(self, name: str) -> np.ndarray:
        return read_pcm(self.file(name))

    def seconds(self, name: str) -> float:
        return len(self.pcm(name)) / RATE

    def prepare(self, cache: Path, say: Callable[[str], None], names: Iterable[str] | None = None) -> None:
        """Make what is missing of ``names`` (else of all); ``DEMO_SPEECH=DIR``: take ``NAME.wav`` and ``NAME.txt`` from there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if VARIABLE in os.environ:
            self._take_from(Path(os.environ[VARIABLE]))
            return
        missing = [name for name in names or self._lines if not self._made(name)]
        if not missing:
            return
        from telephony.prompts.synthesis import Synthesiser

        synthesiser = Synthesiser(cache)
        for number, name in enumerate(missing, 1):
            say(f"speech: {number} of {len(missing)}, {name}")
            line = self._lines[name]
            synthesiser.say(line.text, self.file(name), voice=line.voice, rate=RATE)
            self.file(name).with_suffix(".made").write_text(_mark(line), "utf-8")

    def _made(self, name: str) -> bool:
        mark = self.file(name).with_suffix(".made")
        return self.file(name).is_file() and mark.is_file() and mark.read_text("utf-8") == _mark(self._lines[name])

    def _take_from(self, folder: Path) -> None:
        missing = [name for name in self._lines if not (folder / f"{name}.wav").is_file()]
        if missing:
            raise BadSetting(
                VARIABLE, f"{folder} lacks {', '.join(f'{name}.wav' for name in missing)}.", "Add them, or unset it."
            )
        for name in self._lines:
            for suffix in (".wav", ".txt"):
                source = folder / f"{name}{suffix}"
                if source.is_file():
                    shutil.copyfile(source, self._folder / source.name)


def _mark(line: Line) -> str:
    return f"{line.voice} {line.text}"
