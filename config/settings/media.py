"""Sound on the network: ports, time-outs, the jitter buffer's bound."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from config.settings.values import Ipv4, Port, Seconds, Section


def _rtp_range(value: tuple[int, int]) -> tuple[int, int]:
    first, last = value
    if first % 2 or last <= first:
        raise ValueError("must be an even first port and a later last one, such as [40000, 41999]")
    return value


class Media(Section):
    """``rtp_ports`` is an inclusive range, even first; each leg takes two. ``compiled``: run what set-up made."""

    host: Ipv4
    rtp_ports: Annotated[tuple[Port, Port], AfterValidator(_rtp_range)]
    rtp_timeout_s: Seconds
    jitter_max_ms: Annotated[int, Field(ge=40, le=1000)]
    browser_grace_s: Seconds
    compiled: Literal["auto", "never"] = "auto"
