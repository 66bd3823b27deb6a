"""What the service and the ledger's process say to each other over their socket pair.

Each message is its length (u32, big-endian) and a pickle: both ends are one programme of one version, and nobody else has
an end of the socket.
"""

import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from agent_console.ports import DeskEvent
from config.settings import Settings
from ticketing.uow import Emitted

LENGTH = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Begin:
    """The first message to the process; facts follow."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class Committed:
    """One transaction: its rows of the outbox, and the events that belong to it."""

    rows: Sequence[Emitted]
    events: Sequence[DeskEvent]


@dataclass(frozen=True, slots=True)
class Written:
    """So many more facts, from the oldest on, are in the database or kept in the file."""

    facts: int


def pack(message: Any) -> bytes:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> Any:
    return pickle.loads(body)


def read(stream: BinaryIO) -> Any | None:
    """The next message of a blocking stream; None at its end, also in the middle of a message (the writer was killed)."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return unpack(body) if len(body) == length else None
