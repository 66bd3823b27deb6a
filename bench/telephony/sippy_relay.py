"""sippy's RTP endpoints joined in pairs: jitter buffer, G.711 both ways, chunks of 100 ms, its C threads for the sockets.

Run by the interpreter of a throw-away environment that has sippy (`bench.telephony.rivals`), so it imports nothing of ours:

    PYTHON sippy_relay.py

Reads the peers' ports as JSON ``[[left, right], …]``, prints its own in the same form, ends when standard input closes.
"""

import json
import sys
from typing import Any

from sippy.Rtp.Codecs.G711 import G711Codec
from sippy.Rtp.Conf import RTPConf
from sippy.Rtp.EPoint import RTPEPoint
from sippy.Rtp.Params import RTPParams

PORTS = (36_000, 39_998)


def endpoint(conf: Any, port: int) -> Any:
    params = RTPParams(("127.0.0.1", port), out_sr=8_000)
    params.codec = G711Codec
    return RTPEPoint(conf, params, lambda chunk: None)


def main() -> int:
    conf = RTPConf(*PORTS)
    kept, ports = [], []
    for ends in json.loads(sys.stdin.readline()):
        left, right = (endpoint(conf, port) for port in ends)
        left.connect(right.soundout)
        right.connect(left.soundout)
        kept += [left, right]
        ports.append([one.rserv.local_addr[1] for one in (left, right)])
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    for one in kept:
        one.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
