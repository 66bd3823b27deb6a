"""Look-ups of the draft form in the city's tables: categories, units, places."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.faults import errors
from agent_console.signed_in import Me
from agent_console.transaction import Reading
from ticketing.schema import Schema

router = APIRouter(prefix="/api", tags=["catalogue"])
Question = Annotated[str, Query(max_length=100)]
Limit = Annotated[int, Query(ge=1, le=500)]


class CategoryOut(Schema):
    """A leaf of the five-level tree; ``path`` names its five levels, broad to narrow."""

    code: str
    name: str
    path: tuple[str, ...]
    default_level: int
    urgent: bool


class UnitOut(Schema):
    code: str
    name: str
    kind: str
    level: str
    parent_code: str | None


class PlaceFound(Schema):
    """An entry of the gazetteer, ready to be the ``place`` of a draft."""

    name: str
    kind: str
    street_code: str
    district: str


@router.get("/categories", responses=errors(401))
def categories(uow: Reading, me: Me, q: Question = "", limit: Limit = 20) -> tuple[CategoryOut, ...]:
    return tuple(CategoryOut.model_validate(found) for found in uow.city.search_categories(q, limit))


@router.get("/units", responses=errors(401))
def units(uow: Reading, me: Me, q: Question = "", limit: Limit = 20) -> tuple[UnitOut, ...]:
    return tuple(UnitOut.model_validate(found) for found in uow.city.search_units(q, limit))


@router.get("/places", responses=errors(401))
def places(uow: Reading, me: Me, q: Question = "", limit: Limit = 20) -> tuple[PlaceFound, ...]:
    return tuple(PlaceFound.model_validate(found) for found in uow.city.search_places(q, limit))
