"""How many calls a trunk can carry: what its use is measured against."""

from config.settings import Settings


def channels_of(settings: Settings, trunk: str) -> int:
    """The trunk's own bound, else that of all calls of the node together."""
    own = next((one.max_calls for one in settings.sip.trunks if one.name == trunk), 0)
    return own or settings.sip.max_calls
