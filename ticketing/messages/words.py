"""The text of a short message: its signature, its length in parts, and which numbers can take one. Pure.

Source: 3GPP TS 23.038 and 23.040: 70 characters of UCS-2 in one message, 67 in each part of a longer one; Chinese is UCS-2.
"""

import re
from datetime import datetime, time, timedelta

from config.settings.messages import Messages
from ticketing.clocks import WorkCalendar

SINGLE, PART = 70, 67
MAX_PARTS = 6
_TOKEN = re.compile(r"(/reply/)[A-Za-z0-9_-]+")
_MOBILE = re.compile(r"(?:\+?86|0086)?1\d{10}\Z")


def signed(text: str, signature: str) -> str:
    """【12345热线】…: before the text, as the carriers ask for."""
    return f"【{signature}】{text.strip()}" if signature else text.strip()


def parts(text: str) -> int:
    """How many messages the text takes; characters outside the basic plane count twice, as UCS-2 has them."""
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= SINGLE else -(-length // PART)


def shortened(text: str) -> str:
    """Cut with an ellipsis to `MAX_PARTS`."""
    if parts(text) <= MAX_PARTS:
        return text
    return text[: PART * MAX_PARTS - 1] + "…"


def without_token(text: str) -> str:
    """The text as it is shown to others than its addressee: a link that answers for a citizen loses its token."""
    return _TOKEN.sub(r"\1…", text)


def can_take(number: str) -> bool:
    """A mobile number of the mainland; a fixed line takes no message."""
    return bool(_MOBILE.match(re.sub(r"[\s-]", "", number)))


def plain_number(number: str) -> str:
    """A mobile number without the country's code, as carriers put it before; any other as it is, without blanks."""
    bare = re.sub(r"[\s-]", "", number)
    return bare[-11:] if _MOBILE.match(bare) else bare


def loud_from(at: datetime, rules: Messages, calendar: WorkCalendar) -> datetime:
    """``at``, or the end of the quiet hours in which it lies."""
    local = calendar.local(at)
    over_midnight = rules.quiet_from > rules.quiet_until
    late, early = local.hour >= rules.quiet_from, local.hour < rules.quiet_until
    quiet = (late or early) if over_midnight else (late and early)
    if not quiet:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and late else local.date()
    return datetime.combine(day, time(rules.quiet_until), tzinfo=calendar.timezone)
