"""How far signalling is behind: what the kernel holds of datagrams that nobody has read yet (Linux).

An event loop that reads one datagram a turn looks quick however many wait. Only the socket knows; and who waits there longer
than T1 (RFC 3261 §17.1.1.1) sends again, which makes it worse. So new calls are refused before that (RFC 5390 §5).
"""

import socket
import struct

_SO_MEMINFO = 55  # asm-generic/socket.h: nine 32-bit words, the first one the bytes received and unread
_MEMINFO = struct.Struct("9I")


def unread_kb(wire: socket.socket) -> int:
    """KiB of kernel memory held by unread datagrams, some 2 for each; 0 where the kernel does not tell."""
    try:
        words = _MEMINFO.unpack(wire.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size))
    except (OSError, struct.error):
        return 0
    return int(words[0]) >> 10
