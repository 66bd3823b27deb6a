"""What the sections of the settings are made of: numbers with their bounds, addresses, and the rule that nothing unknown stands
in a section."""

import re
from ipaddress import IPv4Network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]
ProbeSeconds = Annotated[float, Field(ge=0, le=3600)]


def _ipv4(value: str) -> str:
    parts = value.split(".")
    if len(parts) != 4 or not all(part.isdigit() and int(part) < 256 for part in parts):
        raise ValueError("must be a dotted IPv4 address such as 127.0.0.1")
    return value


Ipv4 = Annotated[str, AfterValidator(_ipv4)]


def _network(value: str) -> str:
    IPv4Network(value)  # its own words name the fault
    return value


Network = Annotated[str, AfterValidator(_network)]


_NO_URL = re.compile(r"[\s\x00-\x1f\x7f\\\"<>?#@]")


def _public_address(value: str) -> str:
    if value and not _is_public_address(value):
        raise ValueError(
            "must be empty or an http(s) URL with a host, without user, query or fragment, such as https://12345.example.cn"
        )
    return value


def _is_public_address(value: str) -> bool:
    try:
        url = urlsplit(value)
        host, port = url.hostname, url.port
    except ValueError:  # a port out of range, half an IPv6 address
        return False
    whole = url.scheme in ("http", "https") and bool(host and host.strip(".")) and port != 0
    return whole and not _NO_URL.search(value)


PublicAddress = Annotated[str, AfterValidator(_public_address)]
"""Where citizens reach the pages; a path is put behind it, so that it has neither query nor fragment. Empty: nowhere yet."""
