"""When somebody is saying an identity or card number: the rule by which recording and transcription rest. Pure.

Such numbers have 15 to 19 digits (GB 11643, ISO/IEC 7812) and are said digit by digit; telephone numbers have 12 at most.
Text comes as a recogniser writes it, interims too; times are seconds on any clock that does not go back.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

LONGER_THAN_TELEPHONE = 13
NAMED_FROM = 4
"""Digits in a row that count after the number was named …"""
AGAIN_FROM = 3
"""… and after a pause that has just ended."""
NAMED_S = 20.0
TOGETHER_S = 3.0
"""A row goes on in the next utterance of the same speaker that begins so soon."""
AGAIN_S = 5.0
QUIET_S = 30.0
"""After so long without such digits, or after a person's word to go on, it is another number."""

_DIGIT = "零〇一二三四五六七八九幺0-9０-９"
_FILLER = re.compile(r"[\s，。、,.\-]|嗯|呃|啊|额")
_ROW = re.compile(rf"[{_DIGIT}]+[xX叉]?")
_NAMED = re.compile("(身份证|证件|银行卡|社保卡|医保卡|信用卡|储蓄卡|护照|驾驶证|驾照|户口本)的?(号|编号)|卡号|银行账号|银行账户")
_TELEPHONE = re.compile("电话|手机|座机|工单号|门牌")

Speaker = Literal["caller", "agent"]


def names_private_number(text: str) -> bool:
    """Whether an identity or card number is asked for or announced."""
    return bool(_NAMED.search(text))


def row_at_end(text: str) -> int:
    """Digits in a row with which the text ends: what is being said now. Fillers and marks between them do not count."""
    bare = _FILLER.sub("", text)
    rows = list(_ROW.finditer(bare))
    return len(rows[-1].group()) if rows and rows[-1].end() == len(bare) else 0


def only_digits(text: str) -> bool:
    """Whether the utterance is nothing but digits, so that a row goes on through it."""
    bare = _FILLER.sub("", text)
    return bool(bare) and _ROW.fullmatch(bare) is not None


@dataclass(frozen=True, slots=True)
class Dictation:
    """What is remembered of a call's last seconds. ``row``: digits that ``speaker`` said in a row until ``row_at``."""

    named_until: float = float("-inf")
    row: int = 0
    row_at: float = float("-inf")
    speaker: Speaker = "caller"

    def heard(self, speaker: Speaker, text: str, now: float, *, final: bool) -> "tuple[Dictation, int]":
        """The memory after a text, and how many digits in a row stand at its end, those of utterances before included."""
        before = self.row if speaker == self.speaker and now - self.row_at <= TOGETHER_S and only_digits(text) else 0
        row = row_at_end(text) + before
        named_until = self.named_until
        if names_private_number(text):
            named_until = now + NAMED_S
        elif _TELEPHONE.search(text):
            named_until = float("-inf")
        after = replace(self, named_until=named_until)
        if final:
            after = replace(after, row=row, row_at=now, speaker=speaker)
        elif before:
            after = replace(after, row_at=now)
        return after, row

    def private(self, row: int, now: float) -> bool:
        """Whether a row so long is an identity or card number, or the beginning of one that was named."""
        return row >= LONGER_THAN_TELEPHONE or (row >= NAMED_FROM and now <= self.named_until)


Step = Literal["", "pause", "resume"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Whether the rule has paused a call's recording, until when, how long altogether for this number.

    While recording rests nobody hears whether digits still come: a pause has a length, and begins anew where it ends among
    digits. ``length_s`` and ``most_s`` are settings.
    """

    length_s: float
    most_s: float
    dictation: Dictation = Dictation()
    until: float | None = None
    spent_s: float = 0.0
    last_at: float = float("-inf")
    silent_until: float = float("-inf")

    def heard(self, speaker: Speaker, text: str, now: float, *, final: bool) -> "tuple[Rest, Step]":
        """The state after a text, and what is to be done."""
        dictation, row = self.dictation.heard(speaker, text, now, final=final)
        rest = replace(self, dictation=dictation)
        if rest.until is not None or now < rest.silent_until:
            return rest, ""
        again = now - rest.last_at <= AGAIN_S
        if not (dictation.private(row, now) or (again and row >= AGAIN_FROM)):
            return rest, ""
        spent = rest.spent_s if now - rest.last_at <= QUIET_S else 0.0
        if spent >= rest.most_s:
            return rest, ""
        length = min(rest.length_s, rest.most_s - spent)
        return replace(rest, until=now + length, spent_s=spent + length), "pause"

    def passed(self, now: float) -> "tuple[Rest, Step]":
        """The state after time has passed."""
        if self.until is None or now < self.until:
            return self, ""
        return replace(self, until=None, last_at=now), "resume"

    def overruled(self, now: float) -> "Rest":
        """A person said to go on: nothing is paused by rule for a while."""
        return replace(self, until=None, silent_until=now + QUIET_S)

    def not_paused(self) -> "Rest":
        """The pause could not be had (a person paused already, or the call is held)."""
        return replace(self, until=None)
