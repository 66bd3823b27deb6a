"""Days that a question may name. What lies outside leaves the calendar as soon as days are added to it, on some time zone."""

import re

from starlette.requests import HTTPConnection

from config.errors import BadInput

YEARS = range(1900, 2200)
_DAY = re.compile(r"([+-]?\d{4,})-\d{1,2}")
TYPED = "q"
"""What people search for is text, whatever it looks like."""


def plausible_days(connection: HTTPConnection) -> None:
    """A dependency of every endpoint: BadInput where a parameter of the address begins with a day of no year of ours."""
    for name, value in connection.query_params.multi_items():
        found = _DAY.match(value)
        if found and name != TYPED and int(found[1][:9]) not in YEARS:
            raise BadInput(f"日期“{value[:10]}”超出可用的范围。", f"请填写 {YEARS[0]} 年至 {YEARS[-1]} 年之间的日期。")
