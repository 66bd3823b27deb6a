"""The desk in the estate: a rota of mediators, and parties that book a turn, never more than the turn can receive."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.intake.models import BookingRow, BookingSlotRow
from ticketing.intake.visit_schemas import BookingIn, BookingOut, SlotIn, SlotOut
from ticketing.people.repository import SYSTEM
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

SHOWN = 200
AT_ONCE = 100
TAKING = ("booked", "came", "missed")
"""A turn's place is taken by these; a booking that was cancelled gives it back."""


def open_slot(uow: UnitOfWork, new: SlotIn, by: str, at: datetime) -> SlotOut:
    """Put a turn on the rota. Conflict when the mediator sits there at that time already."""
    if new.ends_at <= new.starts_at:
        raise BadInput("结束时间须晚于开始时间。", "请改正时间。")
    unit = uow.city.unit(new.unit)
    clash = select(BookingSlotRow.id).where(
        BookingSlotRow.mediator == new.mediator,
        BookingSlotRow.unit_code == unit.code,
        BookingSlotRow.starts_at < new.ends_at,
        BookingSlotRow.ends_at > new.starts_at,
        BookingSlotRow.withdrawn_at.is_(None),
    )
    if uow.session.scalar(clash.limit(1)):
        raise Conflict(f"{new.mediator}在这段时间已有值守。", "请另选时间或人员。")
    row = BookingSlotRow(
        id=new_id(),
        unit_code=unit.code,
        mediator=new.mediator,
        place=new.place,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        capacity=new.capacity,
        created_by=by,
        withdrawn_at=None,
    )
    uow.session.add(row)
    uow.session.flush()
    return _out(uow, row, ())


def withdraw_slot(uow: UnitOfWork, slot_id: str, at: datetime) -> SlotOut:
    """Take a turn off the rota; Conflict while somebody is booked for it."""
    row = _locked(uow, slot_id)
    found = _bookings(uow, [row.id])
    if any(one.state == "booked" for one in found):
        raise Conflict("这个时段已有人预约。", "请先联系预约人改期。")
    row.withdrawn_at = at
    uow.session.flush()
    return _out(uow, row, found)


def book(uow: UnitOfWork, slot_id: str, new: BookingIn, by: str, at: datetime) -> SlotOut:
    """Take a place of the turn; the row is locked, so that the last place is given once."""
    row = _locked(uow, slot_id)
    if row.withdrawn_at is not None or at >= row.ends_at:
        raise Conflict("这个时段已不能预约。", "请选择其他时段。")
    if row.starts_at - at > timedelta(days=uow.law.intake.booking_days_ahead):
        raise BadInput(f"只能预约{uow.law.intake.booking_days_ahead}天以内的时段。", "请选择较近的时段。")
    found = [one for one in _bookings(uow, [row.id]) if one.state in TAKING]
    if any(one.number == new.number and one.state == "booked" for one in found):
        raise Conflict("这个电话已预约了这个时段。", "请勿重复预约。")
    if len(found) >= row.capacity:
        raise Conflict("这个时段已约满。", "请选择其他时段。")
    uow.session.add(
        BookingRow(
            id=new_id(),
            slot_id=row.id,
            at=at,
            by=by,
            name=new.name,
            number=new.number,
            matter=new.matter,
            state="booked",
            changed_at=at,
            changed_by=by,
        )
    )
    uow.session.flush()
    return _out(uow, row, _bookings(uow, [row.id]))


def cancel(uow: UnitOfWork, booking_id: str, by: str, at: datetime) -> SlotOut:
    booking = _change(uow, booking_id, "cancelled", by, at)
    row = _locked(uow, booking.slot_id)
    return _out(uow, row, _bookings(uow, [row.id]))


def came(uow: UnitOfWork, booking_id: str, by: str, at: datetime) -> None:
    """The party has come to a sitting."""
    _change(uow, booking_id, "came", by, at)


def note_missed(uow: UnitOfWork, now: datetime) -> int:
    """Who was booked and did not come by the turn's end; at most a page."""
    query = (
        select(BookingRow)
        .join(BookingSlotRow, BookingSlotRow.id == BookingRow.slot_id)
        .where(BookingRow.state == "booked", BookingSlotRow.ends_at <= now)
        .order_by(BookingSlotRow.ends_at)
        .limit(AT_ONCE)
        .with_for_update(of=BookingRow, skip_locked=True)
    )
    rows = uow.session.scalars(query).all()
    for row in rows:
        row.state, row.changed_at, row.changed_by = "missed", now, SYSTEM
    uow.session.flush()
    return len(rows)


def list_slots(uow: UnitOfWork, since: datetime, until: datetime, unit: str | None = None) -> tuple[SlotOut, ...]:
    """The rota of a period with its bookings, earliest first, at most 200 turns."""
    query = select(BookingSlotRow).where(BookingSlotRow.starts_at >= since, BookingSlotRow.starts_at < until)
    if unit:
        query = query.where(BookingSlotRow.unit_code == unit)
    rows = uow.session.scalars(query.order_by(BookingSlotRow.starts_at, BookingSlotRow.id).limit(SHOWN)).all()
    found = _bookings(uow, [row.id for row in rows])
    return tuple(_out(uow, row, [one for one in found if one.slot_id == row.id]) for row in rows)


def _locked(uow: UnitOfWork, slot_id: str) -> BookingSlotRow:
    query = select(BookingSlotRow).where(BookingSlotRow.id == slot_id).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这个值守时段。", "请刷新值守表。")
    return row


def _change(uow: UnitOfWork, booking_id: str, state: str, by: str, at: datetime) -> BookingRow:
    query = select(BookingRow).where(BookingRow.id == booking_id).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这个预约。", "请刷新值守表。")
    if row.state != "booked":
        raise Conflict("这个预约已经处理。", "请刷新值守表。")
    row.state, row.changed_at, row.changed_by = state, at, by
    uow.session.flush()
    return row


def _bookings(uow: UnitOfWork, slot_ids: Sequence[str]) -> Sequence[BookingRow]:
    query = select(BookingRow).where(BookingRow.slot_id.in_(slot_ids)).order_by(BookingRow.at, BookingRow.id)
    return uow.session.scalars(query).all()


def _out(uow: UnitOfWork, row: BookingSlotRow, found: Sequence[BookingRow]) -> SlotOut:
    taken = sum(one.state in TAKING for one in found)
    return SlotOut(
        id=row.id,
        unit=unit_coded(uow, row.unit_code),
        mediator=row.mediator,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        left=max(0, row.capacity - taken),
        withdrawn=row.withdrawn_at is not None,
        bookings=tuple(
            BookingOut.model_validate({name: getattr(one, name) for name in ("id", "at", "name", "number", "matter", "state")})
            for one in found
        ),
    )
