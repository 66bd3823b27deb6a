"""Mandarin numerals as they are spoken. Pure.

Ten to nineteen begin with 十 (no 一 before it), and two is 两, not 二, when it stands alone before a measure word (两位, 两分钟,
两点; but 十二位, 二十位).
"""

from config.errors import BadInput

MOST = 99
_DIGITS = "零一二三四五六七八九"


def numeral(number: int, *, counts: bool = False) -> str:
    """0 to 99; ``counts``: a measure word follows. BadInput for others."""
    if not 0 <= number <= MOST:
        raise BadInput(f"{number} has no numeral here.", f"Ask for 0 to {MOST}.")
    if counts and number == 2:
        return "两"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
