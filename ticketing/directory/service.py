"""Imports: look first, then make a version of exactly what was looked at."""

from collections.abc import Sequence
from datetime import datetime

from config.errors import BadInput, Conflict
from ticketing.clocks import WorkCalendar
from ticketing.directory import out, versions
from ticketing.directory.models import DirectoryVersionRow
from ticketing.directory.proposing import Mode, Proposal, Upload, propose
from ticketing.directory.schemas import CityPreview, CityVersion
from ticketing.directory.stranded import stranded
from ticketing.notices import service as notices
from ticketing.spreadsheets import refuse
from ticketing.uow import UnitOfWork

TOLD = ("dispatcher", "supervisor", "admin")


def preview(uow: UnitOfWork, uploads: Sequence[Upload], mode: Mode, at: datetime) -> CityPreview:
    """What these files would change in the newest version, or every mistake in them; nothing is written."""
    last = _newest(uow)
    proposal = propose(versions.load(uow.session, last.id), uploads, mode)
    return out.preview(last, proposal, stranded(uow, proposal.changes), at)


def publish(
    uow: UnitOfWork,
    uploads: Sequence[Upload],
    mode: Mode,
    *,
    base: str,
    digest: str,
    effective_at: datetime | None,
    note: str,
    accept_stranded: bool,
    by: str,
    at: datetime,
) -> CityVersion:
    """Make the version that was previewed, all or nothing.

    BadInput with the mistakes, or where nothing changes; Conflict when another version was made meanwhile, when an earlier one
    would come into force later, or when something would be stranded and nobody accepted that.
    """
    last = _newest(uow, lock=True)
    if last.id != base:
        raise Conflict(f"预览之后，目录已更新为第 {last.number} 版。", "请重新预览后再导入。")
    proposal = propose(versions.load(uow.session, last.id), uploads, mode)
    refuse(proposal.mistakes)
    if proposal.city is None or proposal.digest != digest:
        raise Conflict("文件与预览时不同。", "请重新预览后再导入。")
    if not proposal.changed:
        raise BadInput(f"与第 {last.number} 版完全相同，没有需要导入的内容。", "请检查是否选对了文件。")
    begins = _begins(effective_at, last, at, uow.calendar)
    _accepted(uow, proposal, accept_stranded)
    row = versions.add(
        uow.session, proposal.city, at=at, effective_at=begins, by=by, source=versions.IMPORT, note=note.strip(), base=last
    )
    uow.city_changed = True
    _told(uow, row, f"城市目录第 {row.number} 版", at)
    return out.version(uow, row, at)


def withdraw(uow: UnitOfWork, version: str, *, by: str, why: str, at: datetime) -> CityVersion:
    """Take back a version that is not yet in force; the row stays and says who did so and why."""
    row = versions.withdraw(uow.session, version, by=by, why=why.strip(), at=at)
    uow.city_changed = True
    text = f"城市目录第 {row.number} 版已撤回：{row.withdrawn_why}"
    notices.tell(uow, "directory_version", text, at=at, roles=TOLD)
    return out.version(uow, row, at)


def _told(uow: UnitOfWork, row: DirectoryVersionRow, what: str, at: datetime) -> None:
    """Those who dispatch by it learn from when on it judges."""
    when = "已生效" if row.effective_at <= at else f"将于 {uow.calendar.local(row.effective_at):%Y-%m-%d %H:%M} 生效"
    note = f"：{row.note}" if row.note else "。"
    notices.tell(uow, "directory_version", f"{what}{when}{note}", at=at, roles=TOLD)


def _newest(uow: UnitOfWork, *, lock: bool = False) -> DirectoryVersionRow:
    last = versions.newest(uow.session, lock=lock)
    if last is None:
        raise Conflict("数据库里还没有目录版本。", "请重启服务，由城市资料文件夹建立第一版。")
    return last


def _begins(wanted: datetime | None, last: DirectoryVersionRow, at: datetime, calendar: WorkCalendar) -> datetime:
    if wanted is not None and wanted < at:
        raise BadInput("生效时间已经过去。", "请选择现在或以后的时间。")
    begins = wanted or at
    if begins < last.effective_at:
        when = f"{calendar.local(last.effective_at):%Y-%m-%d %H:%M}"
        raise Conflict(f"第 {last.number} 版将于 {when} 生效，新版本在它之上，不能更早。", "请选择更晚的时间，或先撤回那一版。")
    return begins


def _accepted(uow: UnitOfWork, proposal: Proposal, accepted: bool) -> None:
    left = stranded(uow, proposal.changes)
    if left and not accepted:
        first = left[0]
        raise Conflict(
            f"删除后有 {len(left)} 项会落空，例如“{first.name}”尚有在办工单 {first.tickets} 件、人员 {first.people} 人。",
            "请先转办、调整人员，或确认后仍然导入。",
        )
