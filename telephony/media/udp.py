"""A leg's UDP socket: read and written without ever waiting or raising, and tied to one peer by the kernel once it is known.

A connected UDP socket hears its peer only, so packets of strangers cost the engine nothing, and each packet is cheaper.
"""

import contextlib
import ctypes
import os
import socket
import struct
from fcntl import ioctl

Address = tuple[str, int]
NOWHERE: Address = ("0.0.0.0", 0)
MAX_DATAGRAM = 2_048
# A socket's buffer holds fewer datagrams than this.
MAX_QUEUED = 512
# A stamp older than this (the wall clock was set meanwhile) is not believed.
_MAX_AGE_S = 1.0
NO_WALL = float("-inf")
_UNSPEC = bytes(16)
# Linux's SIOCGSTAMPNS (socket(7)), which Python does not name: a struct timespec, when the datagram last read had come.
_SIOCGSTAMPNS = 0x8907
_TIMESPEC = struct.Struct("@ll")
_stamp = bytearray(_TIMESPEC.size)
_libc = ctypes.CDLL(None, use_errno=True)


def stamp_arrivals(udp: socket.socket) -> None:
    """Let the kernel note when each datagram came, since we look only once a tick: it does from the first question on."""
    with contextlib.suppress(OSError):  # ENOENT: nothing was read yet
        ioctl(udp, _SIOCGSTAMPNS, _stamp)


def arrived(descriptor: int, now_s: float, wall_s: float) -> float:
    """When the datagram last read from this socket had come, by the loop's clock. Never later than ``now_s``.

    ``wall_s`` is the wall clock at ``now_s``. Where the kernel has no stamp our own time is taken. To ask for it costs half of
    what it costs to have it handed over with each datagram (``recvmsg``).
    """
    try:
        ioctl(descriptor, _SIOCGSTAMPNS, _stamp)
    except OSError:
        return now_s
    seconds, nanoseconds = _TIMESPEC.unpack(_stamp)
    age: float = wall_s - seconds - nanoseconds * 1e-9
    return now_s - age if 0.0 < age < _MAX_AGE_S else now_s


def send(udp: socket.socket, datagram: bytes, target: Address) -> None:
    """Best effort, as UDP is: a full buffer or an unreachable peer loses this packet only."""
    with contextlib.suppress(OSError, OverflowError):
        udp.sendto(datagram, target)


def tie(udp: socket.socket, peer: Address) -> bool:
    """Hear ``peer`` only from now on; False when the kernel refuses (then the caller goes on looking at each source)."""
    try:
        udp.connect(peer)
    except (OSError, OverflowError):
        return False
    return True


def untie(udp: socket.socket) -> None:
    """Hear everybody again (connect(2): an address of the family AF_UNSPEC dissolves the tie)."""
    if _libc.connect(udp.fileno(), _UNSPEC, len(_UNSPEC)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
