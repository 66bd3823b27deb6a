"""Identifiers that need no coordinator: UUID version 7 (RFC 9562 §5.7), ordered by time of making."""

import os
import time
from typing import NewType
from uuid import UUID

CallId = NewType("CallId", str)
LegId = NewType("LegId", str)
PersonId = NewType("PersonId", str)
TicketId = NewType("TicketId", str)
DutySessionId = NewType("DutySessionId", str)


def new_id() -> str:
    """Return a fresh UUIDv7 as its 36-character text; sorts by creation time, so indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
