"""A farm of stock vosk-servers behind the recogniser port: several addresses, one socket for each channel of a call."""

from collections.abc import Sequence
from urllib.parse import urlsplit


def shown(servers: Sequence[str], name: str) -> str:
    """What desks show as the model: what the farm is said to run, else where it is."""
    if name:
        return name
    return urlsplit(servers[0]).netloc if len(servers) == 1 else f"{len(servers)} servers"
