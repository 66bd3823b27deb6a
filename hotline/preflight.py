"""What can be found wrong before seconds of loading: the data folder, addresses, ports, the model that was asked for."""

import socket

from agent_console.server import bound
from asr.choose import describe
from config.settings import Settings
from hotline.home import prepare_home
from hotline.ports import require_free_port, require_own_address


def check(settings: Settings) -> None:
    """Raise what the start of the service would raise later. What happens in between is found by the parts themselves."""
    prepare_home(settings)
    require_own_address("media.host", settings.media.host)
    require_free_port("sip.port", settings.sip.host, settings.sip.port, socket.SOCK_DGRAM)
    bound(settings.web.host, settings.web.port).close()
    if settings.asr.engine != "auto":
        describe(settings.asr, settings.models)
