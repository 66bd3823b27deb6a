"""Numbers that identify a person never enter a title or a summary: only their place in the sentence is kept."""

import re

from ticketing.drafting.numerals import SPOKEN

HIDDEN = "（号码已隐去）"
_LONG = re.compile(rf"[{SPOKEN}]{{7,}}[xX叉]?")
_PIECE = re.compile(rf"[{SPOKEN}]{{4,}}[xX叉]?")
_NAMED = re.compile(r"身份证|证件号|卡号|银行卡|号码|尾号是")


def hide_numbers(text: str) -> str:
    """Hide what is said digit by digit: seven and more always, four and more beside words such as 身份证."""
    pattern = _PIECE if _NAMED.search(text) else _LONG
    return pattern.sub(HIDDEN, text)


def mostly_digits(text: str) -> bool:
    """Whether an utterance is the dictation of a number."""
    return len(re.findall(rf"[{SPOKEN}]", text)) * 10 > len(text) * 7 and len(text) >= 3
