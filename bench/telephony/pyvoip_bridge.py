"""Stock pyVoIP as an exchange: answers every call and pumps the sound of each pair across. A process of its own.

    python -m bench.telephony.pyvoip_bridge OWN_PORT REGISTRAR_PORT

Prints one line when it has registered. The registrar is the load generator; pyVoIP sends every answer there.
"""

import sys
import threading
import time
import warnings
from typing import Any

FRAME = 160


def pump(source: Any, sink: Any, ended: Any) -> None:
    """What its own examples do: read a frame when there is one, write it to the other."""
    while source.state == sink.state != ended:
        sink.write_audio(source.read_audio(FRAME, blocking=True))


class Pairing:
    """The first caller waits for the second; then both hear each other."""

    def __init__(self, ended: Any) -> None:
        self._waiting: Any = None
        self._lock = threading.Lock()
        self._ended = ended

    def take(self, call: Any) -> None:
        call.answer()
        with self._lock:
            other, self._waiting = self._waiting, call if self._waiting is None else None
        if other is not None:
            for source, sink in ((call, other), (other, call)):
                threading.Thread(target=pump, args=(source, sink, self._ended), daemon=True).start()


def main(arguments: list[str]) -> int:
    warnings.simplefilter("ignore")
    import pyVoIP.VoIP as voip  # noqa: N813  the module's own name

    pairing = Pairing(voip.CallState.ENDED)
    own, registrar = (int(word) for word in arguments)
    phone = voip.VoIPPhone(
        "127.0.0.1", registrar, "bench", "bench", myIP="127.0.0.1", sipPort=own, callCallback=pairing.take,
        rtpPortLow=44_000, rtpPortHigh=48_000,
    )  # fmt: skip
    phone.start()
    while phone.get_status() != voip.PhoneStatus.REGISTERED:
        time.sleep(0.05)
    print("registered", flush=True)
    sys.stdin.read()
    phone.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
