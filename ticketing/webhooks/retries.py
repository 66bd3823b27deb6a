"""When a message that was not taken is sent again: waits that double, up to a longest, and an end. Pure."""

from datetime import timedelta

from config.settings import Webhooks


def wait(tries: int, law: Webhooks) -> timedelta | None:
    """The wait after so many tries (from 1); None: given up, the message is shown as dead."""
    if tries >= law.tries:
        return None
    return timedelta(seconds=min(law.longest_wait_s, law.first_wait_s * 2 ** (tries - 1)))
