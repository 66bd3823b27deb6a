"""One byte range of a resource (RFC 9110 §14.1.2), pure. Several ranges at once are answered with the whole."""

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class Unsatisfiable(Exception):
    """The range lies outside the resource: 416 with its size (RFC 9110 §15.5.17)."""


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last; None for the whole (no header, or one that is not a single range)."""
    found = _RANGE.match(header.strip()) if header else None
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
        wanted = int(last) > 0
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        wanted = not last or int(last) >= start
        if not wanted:
            return None
    if not wanted or start >= size:
        raise Unsatisfiable
    return start, end
