"""What the sections of the settings are made of: numbers with their bounds, addresses, and the rule that nothing unknown stands
in a section."""

from ipaddress import IPv4Network
from typing import Annotated

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
