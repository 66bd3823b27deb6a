"""The base of everything that leaves `ticketing/`: frozen, and closed to unknown fields."""

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """What services return and take; JSON by ``model_dump(mode="json")`` as docs/protocol.md lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Coded(Schema):
    """A thing of the directory by its code and its name for people."""

    code: str
    name: str


class PersonName(Schema):
    id: str
    name: str
