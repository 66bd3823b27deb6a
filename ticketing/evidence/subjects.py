"""Whose matter a subject is: the units and people that take part in it, and until when they may add to it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from config.errors import BadInput, NotFound
from ticketing.deliberation.models import MatterRow, SittingRow
from ticketing.deliberation.where import chain
from ticketing.disputes.models import DisputeRow
from ticketing.exposures.models import ExposureRow
from ticketing.ledgers import Stated
from ticketing.meetings import repository as meetings
from ticketing.meetings.models import MeetingRow
from ticketing.resolutions.models import ResolutionRow
from ticketing.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Codes of ``units`` and ids of ``people`` that take part; ``open`` while they may still add something."""

    units: Collection[str | None]
    people: Collection[str | None] = ()
    open: bool


def part_in(uow: UnitOfWork, subject: str) -> Part:
    """BadInput for what is no subject, NotFound for one that does not exist."""
    kind, _, id = subject.partition(":")
    if kind not in _PARTS or not id:
        raise BadInput("没有指明材料属于哪件事。", "请从页面上添加。")
    model, part = _PARTS[kind]
    row = uow.session.get(model, id)
    if row is None:
        raise NotFound("没有这件事。", "请刷新页面。")
    return part(uow, row)


def _of_resolution(uow: UnitOfWork, row: ResolutionRow) -> Part:
    return Part(units=(row.unit_code,), people=(row.person_id,), open=row.state in ("open", "reported"))


def _of_meeting(uow: UnitOfWork, row: MeetingRow) -> Part:
    called = [party.unit_code for party in meetings.parties(uow, row.id) if party.invited_at or row.held_at]
    return Part(units=called, people=(row.chair_id, row.co_chair_id), open=row.state in ("invited", "held"))


def _of_dispute(uow: UnitOfWork, row: DisputeRow) -> Part:
    return Part(units=(row.supervising_unit, row.complained_unit, *row.ordered), open=row.state == "open")


def _of_exposure(uow: UnitOfWork, row: ExposureRow) -> Part:
    return Part(units=(row.unit_code,), open=row.state == "open")


def _of_body(uow: UnitOfWork, row: MatterRow | SittingRow) -> Part:
    return Part(units=chain(uow, row.unit_code), open=row.state in ("open", "planned", "held"))


_PARTS: Mapping[str, tuple[type[Stated], Callable[[UnitOfWork, Any], Part]]] = MappingProxyType(
    {
        "resolution": (ResolutionRow, _of_resolution),
        "meeting": (MeetingRow, _of_meeting),
        "dispute": (DisputeRow, _of_dispute),
        "exposure": (ExposureRow, _of_exposure),
        "matter": (MatterRow, _of_body),
        "sitting": (SittingRow, _of_body),
    }
)
