"""Short messages to citizens: through which provider, when, and how many."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import PublicAddress, Seconds, Section

Hour = Annotated[int, Field(ge=0, le=24)]


class Messages(Section):
    """``provider`` none keeps messages unsent, file appends each to ``file`` (under home), http posts it to ``url``."""

    provider: Literal["none", "file", "http"] = "none"
    file: str = "messages.jsonl"
    url: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    """Further headers of each request, such as the provider's key."""
    body: dict[str, str] = Field(default_factory=lambda: {"to": "{to}", "text": "{text}", "id": "{id}"})
    """The JSON body: values with ``{to}``, ``{text}`` and ``{id}`` in them."""
    id_field: str = "id"
    """The field of the answer that names the message there; empty where it has none."""
    secret: str = ""
    """Signs each request (HMAC-SHA256 over time and body) where it is set."""
    signature: Annotated[str, Field(max_length=20)] = "12345热线"
    """Stands before each text in 【】, as the carriers ask for."""
    quiet_from: Hour = 21
    quiet_until: Hour = 8
    timeout_s: Seconds = 10.0
    every_s: Seconds = 5.0
    at_once: Annotated[int, Field(ge=1, le=100)] = 10
    tries: Annotated[int, Field(ge=1, le=20)] = 5
    first_wait_s: Seconds = 60.0
    longest_wait_s: Seconds = 3600.0
    per_number_day: Annotated[int, Field(ge=1)] = 5
    """More than so many messages a day one number does not get; they are suppressed, with that reason."""
    link_address: PublicAddress = ""
    """Where citizens reach the pages, such as https://12345.example.cn; without it no link is sent."""
