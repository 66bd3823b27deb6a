"""How recognised words become a line of text: Chinese without spaces, other scripts with them."""

import re
from collections.abc import Iterable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")


def join_words(words: Iterable[str]) -> str:
    """Join words; a space stays wherever one of its neighbours is no Han character (Korean, Latin, figures)."""
    return _BETWEEN_HAN.sub("", " ".join(word for word in words if word)).strip()


_COMMA = re.compile(r"(?<!\d),\s*|,\s+|,(?!\d)\s*")
_STOP = re.compile(f"(?<=[{_HAN}])\\.(?!\\.)\\s*")
_FULL_WIDTH = str.maketrans({"?": "？", "!": "！", ";": "；"})


def chinese_marks(text: str) -> str:
    """Write the marks between Chinese sentences in their full width; what stands inside a figure stays."""
    return _STOP.sub("。", _COMMA.sub("，", text)).translate(_FULL_WIDTH)
