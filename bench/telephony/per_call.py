"""What one call costs here and elsewhere: the service, the bare loop, sippy, rtpengine and stock pyVoIP in turns.

The service's cost is that of all its processes, with jitter buffer, codec, recording, tap, RTCP and signalling; the relays
carry no signalling, only sippy's and pyVoIP's decode and encode, none records.
"""

import socket
from collections.abc import Awaitable, Callable
from functools import partial
from statistics import median

from bench.telephony.figures import Figure, Step, compared
from bench.telephony.house import MEDIA, House, say
from bench.telephony.rivals import RELAYS
from bench.telephony.steps import house_step, pyvoip_step, relay_step, undisturbed
from config.errors import Unavailable
from hotline.ports import free_port

GROUP = 500
PYVOIP_FIRST_PORT = 24_000
Runs = dict[str, Callable[[], Awaitable[Step]]]


def _runs(house: House, calls: int, seconds: float) -> Runs:
    runs: Runs = {"service": lambda: house_step(house, GROUP, calls, seconds)}
    for name, opener in RELAYS.items():
        runs[name] = partial(relay_step, house.generator, opener, calls, seconds)
    runs["pyvoip"] = lambda: pyvoip_step(calls, seconds, free_port(socket.SOCK_DGRAM), PYVOIP_FIRST_PORT)
    return runs


async def per_call(house: House, calls: int, seconds: float, turns: int) -> list[Figure]:
    """CPU a call in ms a second, medians over the turns; a rival that cannot run is left out, said on standard error."""
    seen: dict[str, list[Step]] = {}
    for _ in range(turns):
        for name, run in _runs(house, calls, seconds).items():
            try:
                seen.setdefault(name, []).append(await undisturbed(name, run))
            except Unavailable as error:
                say(f"{name} is left out: {error.what} {error.remedy}")
    cost = {name: median(step.whole_cpu for step in steps) / calls * 1000 for name, steps in seen.items() if steps}
    media = median(step.cpu.get(MEDIA, 0.0) for step in seen["service"]) / calls * 1000
    figures = [Figure(name="cpu_per_call", value=cost["service"], unit="ms/s"),
               Figure(name="cpu_per_call_media", value=media, unit="ms/s")]  # fmt: skip
    for name, steps in seen.items():
        if name == "service" or not steps:
            continue
        figures.append(compared(f"cpu_per_call_vs_{name}", cost["service"], "ms/s", cost[name]))
        figures += _sound_of(name, steps)
    return figures


def _sound_of(name: str, steps: list[Step]) -> list[Figure]:
    return [
        Figure(name=f"lost_frame_share_{name}", value=median(step.window.lost_share for step in steps), unit="share"),
        Figure(name=f"late_frame_share_{name}", value=median(step.window.late_share for step in steps), unit="share"),
        Figure(name=f"delay_p99_ms_{name}", value=median(step.window.delay_p99_ms for step in steps), unit="ms"),
    ]
