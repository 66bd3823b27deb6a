"""Chinese type for PDF: a TrueType font that goes into the file, else the one that every reader is to bring itself.

TrueType outlines only: what draws the PDF cannot embed the other sort (Noto CJK and Source Han as Debian packs them).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

STAND_IN = "STSong-Light"
PACKAGE = "fonts-wqy-microhei"
_SERIF = (
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
    "C:/Windows/Fonts/simfang.ttf",
    "C:/Windows/Fonts/simsun.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
)
_SANS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "C:/Windows/Fonts/simhei.ttf",
    "/System/Library/Fonts/STHeiti Medium.ttc",
)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names as registered for drawing; ``embedded`` when the file carries its type and looks the same anywhere."""

    text: str
    heads: str
    embedded: bool


def known(text: str = "", heads: str = "") -> Fonts:
    """The fonts of these files (settings), else those of known places; what is missing is stood in for by the other."""
    serif = _first((text,)) if text else _first(_SERIF)
    sans = _first((heads,)) if heads else _first(_SANS)
    found = [name for name in (serif, sans) if name]
    if not found:
        pdfmetrics.registerFont(UnicodeCIDFont(STAND_IN))
        return Fonts(STAND_IN, STAND_IN, embedded=False)
    return Fonts(serif or found[0], sans or found[0], embedded=True)


@cache
def _registered(path: str) -> str | None:
    name = f"cn-{Path(path).stem}"
    try:
        pdfmetrics.registerFont(TTFont(name, path))
    except (TTFError, OSError):
        return None
    return name


def _first(paths: tuple[str, ...]) -> str | None:
    return next((name for path in paths if Path(path).is_file() and (name := _registered(path))), None)
