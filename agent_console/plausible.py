"""What no request may hold, wherever it stands: days that leave the calendar, and characters that no text may have."""

import re
from typing import Any

from starlette.requests import HTTPConnection, Request

from agent_console.guard import MAX_BODY_BYTES, limit_of
from config.errors import BadInput

YEARS = range(1900, 2200)
"""What lies outside leaves the calendar as soon as days are added to it, on some time zone."""
TYPED = "q"
"""What people search for is text, whatever it looks like."""
_DAY = re.compile(r"([+-]?\d{4,})-\d{1,2}")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""No database keeps a null character, and half of a pair of UTF-16 is no character: neither can be written out again."""
ESCAPE = b"\\u"
"""In JSON only an escape can stand for such a character."""


async def plausible(connection: HTTPConnection) -> None:
    """A dependency of every endpoint: BadInput for a day of no year of ours in the address, or an unwritable text in a form."""
    for name, value in connection.query_params.multi_items():
        found = _DAY.match(value)
        if found and name != TYPED and int(found[1][:9]) not in YEARS:
            raise BadInput(f"日期“{value[:10]}”超出可用的范围。", f"请填写 {YEARS[0]} 年至 {YEARS[-1]} 年之间的日期。")
    if isinstance(connection, Request) and _is_form(connection) and ESCAPE in await connection.body():
        try:
            sent = await connection.json()
        except (ValueError, RecursionError):
            return  # whoever takes the body says so
        if not writable(sent):
            raise BadInput("填写的文字含有无法保存的字符。", "请删去或重新输入这段文字。")


def writable(sent: Any) -> bool:
    """Whether every text in this JSON can be kept and shown. However deep it is nested."""
    waiting = [sent]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and _UNWRITABLE.search(one):
            return False
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return True


def _is_form(request: Request) -> bool:
    """A body that is read whole before anybody is asked who sends it; files and tables are read by who takes them."""
    return limit_of(request.url.path) <= MAX_BODY_BYTES and "json" in request.headers.get("content-type", "")
