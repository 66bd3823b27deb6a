"""What a node is called, and where its pages are, for people and for the other nodes."""

import socket

from config.settings import Settings

ANYWHERE = ("0.0.0.0", "::", "")


def name_of(settings: Settings) -> str:
    """``nodes.name``, or host and SIP port, which stay the same when a node starts again."""
    return settings.nodes.name or f"{socket.gethostname()}:{settings.sip.port}"


def address_of(settings: Settings) -> str:
    """``nodes.address``, or what the pages listen at; a node that listens everywhere is found by its host's name."""
    if settings.nodes.address:
        return settings.nodes.address
    web = settings.web
    host = socket.gethostname() if web.host in ANYWHERE else web.host
    return f"{'https' if web.certificate else 'http'}://{host}:{web.port}"
