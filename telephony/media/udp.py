"""A leg's UDP socket: read and written without ever waiting or raising, and tied to one peer by the kernel once it is known.

A connected UDP socket hears its peer only, so packets of strangers cost the engine nothing, and each packet is cheaper.
"""

import contextlib
import ctypes
import os
import socket

Address = tuple[str, int]
NOWHERE: Address = ("0.0.0.0", 0)
MAX_DATAGRAM = 2_048
# A socket's buffer holds fewer datagrams than this.
MAX_QUEUED = 512
_UNSPEC = bytes(16)
_libc = ctypes.CDLL(None, use_errno=True)


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
