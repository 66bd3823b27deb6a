"""Partners join, promise and help; the ledger of what was done only grows, a wrong row is taken back by another."""

from datetime import datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.aid import repository
from ticketing.aid.models import AidPartnerRow, AidPledgeRow, AidRow
from ticketing.aid.schemas import AidCorrection, AidIn, AidPartnerEnd, AidPartnerIn, AidPledgeIn
from ticketing.aid.totals import FIGURES
from ticketing.tickets import repository as tickets
from ticketing.uow import UnitOfWork


def add_partner(uow: UnitOfWork, new: AidPartnerIn, *, by: str, at: datetime) -> AidPartnerRow:
    """One of the five parties; its name stands once."""
    if repository.partner_named(uow, new.name):
        raise Conflict(f"“{new.name}”已在名录中。", "请在列表中查找。")
    if new.unit:
        uow.city.unit(new.unit)
    given = {name: getattr(new, name) for name in ("name", "party", "contact", "phone", "note", "since")}
    row = AidPartnerRow(id=new_id(), unit_code=new.unit, until=None, created_at=at, created_by=by, **given)
    uow.session.add(row)
    uow.session.flush()
    return row


def end_partner(uow: UnitOfWork, partner_id: str, end: AidPartnerEnd) -> AidPartnerRow:
    """The partner leaves; what it did stays."""
    row = repository.partner_row(uow, partner_id, lock=True)
    if row.until is not None:
        raise Conflict(f"“{row.name}”已退出。", "请刷新列表。")
    if end.until < row.since:
        raise BadInput("退出日期早于加入日期。", "请改正日期。")
    row.until = end.until
    uow.session.flush()
    return row


def pledge(uow: UnitOfWork, partner_id: str, new: AidPledgeIn, *, by: str, at: datetime) -> AidPledgeRow:
    """What the partner promises for a year."""
    partner = repository.partner_row(uow, partner_id)
    figures = _figures(new)
    if partner.until is not None and partner.until.year < new.year:
        raise Conflict(f"“{partner.name}”已于{partner.until:%Y-%m-%d}退出。", "请选择在册的共建单位。")
    row = AidPledgeRow(id=new_id(), partner_id=partner.id, year=new.year, at=at, by=by, text=new.text, **figures)
    uow.session.add(row)
    uow.session.flush()
    return row


def record(uow: UnitOfWork, new: AidIn, *, by: str, at: datetime) -> AidRow:
    """A deed of a partner, on a day that has come, for a pledge or a ticket where there is one."""
    partner, figures = repository.partner_row(uow, new.partner), _figures(new)
    _check_day(uow, partner, new, at)
    if new.pledge and repository.pledge_row(uow, new.pledge).partner_id != partner.id:
        raise BadInput("这项承诺不是该单位的。", "请重新选择承诺。")
    if new.ticket:
        tickets.ticket_row(uow, new.ticket)
    if new.unit:
        uow.city.unit(new.unit)
    row = AidRow(
        id=new_id(),
        partner_id=partner.id,
        pledge_id=new.pledge,
        ticket_id=new.ticket,
        unit_code=new.unit or partner.unit_code,
        done_on=new.done_on,
        at=at,
        by=by,
        text=new.text,
        goods_text=new.goods_text,
        corrects_id=None,
        **figures,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def take_back(uow: UnitOfWork, row_id: str, correction: AidCorrection, *, by: str, at: datetime) -> AidRow:
    """Append the row that undoes a wrong one, once; Conflict where it was, or is such a row itself."""
    wrong = repository.deed_row(uow, row_id)
    if wrong.corrects_id is not None or repository.correction_of(uow, wrong.id):
        raise Conflict("这条记录已经冲正，或本身就是冲正记录。", "请刷新台账。")
    kept = {name: getattr(wrong, name) for name in ("partner_id", "pledge_id", "ticket_id", "unit_code", "done_on", "goods_text")}
    turned = {name: -getattr(wrong, name) for name in FIGURES}
    row = AidRow(id=new_id(), at=at, by=by, text=correction.reason, corrects_id=wrong.id, **kept, **turned)
    uow.session.add(row)
    uow.session.flush()
    return row


def _figures(new: AidIn | AidPledgeIn) -> dict[str, int]:
    figures = {name: getattr(new, name) for name in FIGURES}
    if not any(figures.values()):
        raise BadInput("人次、资金、岗位、物资都是0。", "请至少填写一项数量。")
    return figures


def _check_day(uow: UnitOfWork, partner: AidPartnerRow, new: AidIn, at: datetime) -> None:
    if new.done_on > uow.calendar.local(at).date():
        raise BadInput("帮扶日期在今天之后。", "请改正日期。")
    if new.done_on < partner.since or (partner.until is not None and new.done_on > partner.until):
        raise BadInput(f"“{partner.name}”当时不在册。", "请核对日期或共建单位。")
