"""Whom an agent may name as the other side of a call: a number, a SIP URI, or a colleague as ``agent:ID``. Pure."""

import re

from config.errors import Conflict
from config.ids import PersonId

AGENT = "agent:"
MAX_DIGITS = 32
_NUMBER = re.compile(r"\+?[0-9*#]{2,31}")
_URI = re.compile(r"sips?:[^\s<>@]{1,64}@[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?")
_DIGITS = re.compile(rf"[0-9*#A-D]{{1,{MAX_DIGITS}}}")


def dialled(number: str) -> str:
    """The number without the spaces and dashes that people write; Conflict where it is none."""
    bare = number.strip() if ":" in number else re.sub(r"[\s\-]", "", number)
    if bare.startswith(AGENT) and len(bare) > len(AGENT):
        return bare
    if not (_NUMBER.fullmatch(bare) or _URI.fullmatch(bare)):
        raise Conflict(f"“{number[:64]}”不是可以拨打的号码。", "请输入数字号码、SIP 地址，或选择一位坐席。")
    return bare


def is_number(number: str) -> bool:
    return _NUMBER.fullmatch(number) is not None


def colleague(number: str) -> PersonId | None:
    """The agent whom ``agent:ID`` names."""
    return PersonId(number.removeprefix(AGENT)) if number.startswith(AGENT) else None


def keys(digits: str) -> str:
    """Keys to press, at most 32 of 0–9, *, #, A–D; Conflict for others."""
    if not _DIGITS.fullmatch(digits):
        raise Conflict("按键只能是 0–9、*、# 和 A–D。", "请重新输入。")
    return digits
