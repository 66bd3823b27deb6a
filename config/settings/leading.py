"""The leader's desk, and the public page of figures: when a word spoken during a call counts, and what the city shows."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import Count, Seconds, Section

Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]


class Leading(Section):
    settle_after_s: Seconds = 60.0
    """*Answered on the spot*, said while the call went on, is carried out so long after its end and may change until then."""
    dispatch_by: Literal["directory", "session"] = "directory"
    """What the leader says is to be dispatched goes to the unit of the duty directory, or always to the session's own unit."""
    public: bool = True
    """Whether citizens may read the figures of duty sessions without an account."""
    public_per_minute: Annotated[int, Field(ge=1)] = 60
    """So many questions a minute of one address."""
    public_cache_s: Seconds = 60.0
    """The same answer serves everybody so long."""
    public_least: Count = 5
    """A unit with fewer connected calls is listed apart, not compared."""
    embed_from: tuple[Origin, ...] = ()
    """Sites (such as ``https://www.example.gov.cn``) that may show the page of figures in a frame of their own."""
