"""What became of one fault: a line of JSON for each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline.demo.desk import Event
from tests.faults.judge import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What desks read, in order; seconds from the fault until the first word, and until the last was taken back (None: never)."""

    texts: tuple[str, ...] = ()
    after_s: float | None = None
    over_s: float | None = None


def shown(events: Sequence[Event], since: float, words: Sequence[str] = ()) -> Shown:
    """From the events of one desk what it was told of the recogniser from ``since`` on (its clock): the notices with any of
    ``words`` in them, or all."""
    told = [(event["at"] - since, str(event["data"]["notice"])) for event in events if event["event"] == "recogniser"]
    told = [(at, text) for at, text in told if at >= 0]
    about = [(at, text) for at, text in told if speaks_of(text, words)]
    if not about:
        return Shown()
    clear = [at for at, text in told if at > about[-1][0]]
    texts = tuple(dict.fromkeys(text for _, text in about))
    return Shown(texts=texts, after_s=round(about[0][0], 2), over_s=round(clear[0], 2) if clear else None)


def speaks_of(notice: str, words: Sequence[str]) -> bool:
    """Whether a notice holds any of these words; without words, whether there is one."""
    return any(word in notice for word in words) if words else bool(notice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``cut`` words may be missing: one where each stream was taken over in the middle of an utterance."""

    fault: str
    spoken_s: float
    verdict: Verdict
    desk: Shown
    cut: int = 0
    gaps: int = 0
    gaps_open: int = 0
    needs_notice: bool = True
    more: dict[str, Any] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is not as it must be."""
        found = list(self.wrong)
        verdict = self.verdict
        if not verdict.finals:
            found.append("nothing was said")
        if verdict.lost:
            found.append("finals lost")
        if verdict.words_lost > self.cut:
            found.append("more words lost than were cut")
        if verdict.doubled > self.cut:
            found.append("words doubled")
        if self.gaps_open:
            found.append("gaps not read")
        if self.needs_notice and self.desk.after_s is None:
            found.append("no desk was told")
        if self.desk.after_s is not None and self.desk.over_s is None:
            found.append("the notice was never taken back")
        return tuple(found)

    def line(self) -> str:
        told = {
            "fault": self.fault,
            "ok": not self.faults,
            "wrong": self.faults,
            "spoken_s": round(self.spoken_s, 1),
            "finals_expected": self.verdict.finals,
            "finals_lost": self.verdict.lost,
            "words_expected": self.verdict.words,
            "words_lost": self.verdict.words_lost,
            "words_lost_at_s": [round(word.t0, 1) for word in self.verdict.missing],
            "words_cut_allowed": self.cut,
            "words_other": self.verdict.words_other,
            "words_doubled": self.verdict.doubled,
            "gaps_read_after_call": self.gaps - self.gaps_open,
            "desk_told_after_s": self.desk.after_s,
            "desk_clear_after_s": self.desk.over_s,
            "desk_said": self.desk.texts,
            **self.more,
        }
        return json.dumps(told, ensure_ascii=False)
