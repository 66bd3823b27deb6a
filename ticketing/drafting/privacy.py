"""Numbers that identify a person never enter a title or a summary: only their place in the sentence is kept.

By pattern and never by check digit: a number misheard by one digit is as private as the right one.
"""

import re
from collections.abc import Sequence

from ticketing.drafting.numerals import DICTATED, digits
from ticketing.drafting.spoken import Said

HIDDEN = "（号码已隐去）"
_LONG = re.compile(rf"[{DICTATED}]{{7,}}[xX叉]?")
_BROKEN = re.compile(
    rf"[{DICTATED}]{{2,}}(?:[^{DICTATED}，。点年月号栋楼块元亩人个户层斤万千百十至到]{{1,2}}[{DICTATED}]{{2,}})+[xX叉]?"
)
_PIECE = re.compile(rf"[{DICTATED}]{{4,}}[xX叉]?")
_NAMED = re.compile(r"身份证|证件号|卡号|银行卡|号码|尾号是|社保号|医保号")
_LEAST_BROKEN = 10
_ID_LENGTHS = (15, 18)
_CARD_LENGTHS = range(16, 20)
_SHOWN_FIRST, _SHOWN_LAST = 3, 4


def hide_numbers(text: str) -> str:
    """Hide what is said digit by digit: seven and more always, also where a misheard word breaks them; four and more beside
    words such as 身份证.
    """
    text = _BROKEN.sub(lambda found: HIDDEN if len(digits(found[0])) >= _LEAST_BROKEN else found[0], text)
    pattern = _PIECE if _NAMED.search(text) else _LONG
    return pattern.sub(HIDDEN, text)


def mostly_digits(text: str) -> bool:
    """Whether an utterance is the dictation of a number."""
    return len(re.findall(rf"[{DICTATED}]", text)) * 10 > len(text) * 7 and len(text) >= 3


def id_numbers(said: Sequence[Said]) -> tuple[str, ...]:
    """Identity and card numbers that were spoken, masked, each once: 529***********8126."""
    numbers = [_number(run[0]) for one in said for run in (*_LONG.finditer(one.text), *_BROKEN.finditer(one.text))]
    return tuple(dict.fromkeys(_masked(number) for number in numbers if _identifies(number)))


def _number(run: str) -> str:
    return digits(run) + ("X" if run[-1] in "xX叉" else "")


def _identifies(number: str) -> bool:
    return len(number) in _ID_LENGTHS or len(number) in _CARD_LENGTHS


def _masked(number: str) -> str:
    hidden = "*" * (len(number) - _SHOWN_FIRST - _SHOWN_LAST)
    return f"{number[:_SHOWN_FIRST]}{hidden}{number[-_SHOWN_LAST:]}"
