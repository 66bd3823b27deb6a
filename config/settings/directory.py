"""The city's tables: how soon an import reaches every process, and how often the public list is read by one address."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Seconds, Section


class Directory(Section):
    check_s: Seconds = 5.0
    """A version that another process imported is found within so long; a date that passes needs no look."""
    public_per_minute: Annotated[int, Field(ge=1)] = 60
    """So many questions a minute of one address for the public list of contacts."""
