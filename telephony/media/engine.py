"""The media process: one thread, one epoll loop, all legs. Started by `telephony.media.process.MediaProcess`.

    python -m telephony.media.engine CONTROL_FD AUDIO_FD [NATIVE_FOLDER]

The first control message carries the settings. The process ends when the control socket closes or its parent dies, and
then still finishes recordings and taps. With a folder of compiled modules that were made from the present sources
(`telephony.media.native`) those run in their place.
"""

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from pathlib import Path

from telephony.media import native

_PR_SET_PDEATHSIG = 1
_NICENESS = -10
_REALTIME_PRIORITY = 1
_SWITCH_S = 0.0005
_NATIVE = 2


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGUSR1)


def _be_nice_to_nobody() -> None:
    """Threads inherit the niceness of the one that starts them: the disk's too must not keep the lock of the interpreter long."""
    sys.setswitchinterval(_SWITCH_S)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)


def _go_first() -> None:
    """Real-time scheduling for this thread alone, where we may: a tick is short, and nothing else is due at its time."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_REALTIME_PRIORITY))


def main(arguments: list[str]) -> int:
    """Run the engine on the two inherited descriptors; returns the exit code."""
    if len(arguments) > _NATIVE:
        native.take_in(Path(arguments[_NATIVE]))
    return _run((int(arguments[0]), int(arguments[1])))


def _run(descriptors: tuple[int, int]) -> int:
    # Only now: they import the modules that may have been taken in.
    from telephony.media import wire
    from telephony.media.control import Control
    from telephony.media.node import Node

    control, audio = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    for number in (signal.SIGINT, signal.SIGTERM):  # both reach the whole group; the parent ends us in order
        signal.signal(number, signal.SIG_IGN)
    _die_with_parent()
    _be_nice_to_nobody()
    link = Control(control, audio)
    settings = wire.unpack(control.recv(wire.MAX_MESSAGE))
    node = Node(settings, link, descriptors)
    signal.signal(signal.SIGUSR1, lambda *_: setattr(node, "stopping", True))
    for end in (control, audio):
        end.setblocking(False)
    _go_first()
    gc.collect()
    gc.freeze()
    gc.disable()
    link.send({"ready": os.getpid()})
    node.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
