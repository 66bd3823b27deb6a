"""QR codes that lead to the mailbox and say where they were scanned, and the poster to hang up. Pure."""

from html import escape
from io import BytesIO

import segno

ERROR_LEVEL = "m"
"""Fifteen percent of a code may be scratched off (ISO/IEC 18004)."""
BORDER = 4
PNG_SCALE = 16
POSTER = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{name} · {unit}</title>
<style>
@page {{ size: A4; margin: 18mm; }}
body {{ font-family: "Noto Sans SC", "Microsoft YaHei", sans-serif; text-align: center; margin: 0; color: #1d2b36; }}
h1 {{ font-size: 34pt; margin: 18mm 0 4mm; }}
h2 {{ font-size: 20pt; font-weight: 500; margin: 0 0 12mm; }}
svg {{ width: 110mm; height: 110mm; }}
p {{ font-size: 15pt; line-height: 1.7; margin: 6mm 0 0; }}
small {{ display: block; font-size: 10pt; color: #5a6a76; margin-top: 8mm; word-break: break-all; }}
</style>
</head>
<body>
<h1>{name}</h1>
<h2>{unit}</h2>
{code}
<p>扫码反映诉求，{minutes}分钟内受理<br>无需注册，凭查询编号和手机尾号查看办理结果</p>
<p>紧急情况请拨打 110、119、120；电话诉求请拨打 12345</p>
<small>{address}</small>
</body>
</html>
"""


def svg(address: str) -> bytes:
    """A whole SVG document without a size of its own."""
    written = BytesIO()
    segno.make_qr(address, error=ERROR_LEVEL).save(written, kind="svg", border=BORDER, omitsize=True)
    return written.getvalue()


def png(address: str) -> bytes:
    """Sixteen pixels a module: sharp on a poster of a metre."""
    written = BytesIO()
    segno.make_qr(address, error=ERROR_LEVEL).save(written, kind="png", border=BORDER, scale=PNG_SCALE)
    return written.getvalue()


def poster(name: str, unit: str, address: str, minutes: int) -> str:
    """A page of A4 with the code drawn in it; every word is escaped."""
    code = segno.make_qr(address, error=ERROR_LEVEL).svg_inline(border=BORDER, omitsize=True)
    return POSTER.format(name=escape(name), unit=escape(unit), address=escape(address), minutes=minutes, code=code)
