"""Settings that are changed on the page: shown with where they come from, tried before they are stored, kept for ever.

``under`` are the settings as environment and files say them, ``running`` those that this process works with.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from config.settings import Settings, layers
from config.settings.words import acts
from ticketing import paging
from ticketing.operation import judging
from ticketing.operation.models import SettingChangeRow
from ticketing.operation.schemas import (
    How,
    SettingChange,
    SettingChanges,
    SettingDifference,
    SettingOut,
    SettingsFile,
    SettingsImportIn,
    SettingsOut,
    SettingsPreview,
)
from ticketing.operation.shapes import shape_of
from ticketing.operation.values import SETTINGS, chosen_rows, chosen_values, next_version, version_of
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

Changes = Mapping[str, Any]
TOLD = 3
"""So many of others' changes are named in a refusal."""


def listed(uow: UnitOfWork, under: Settings, running: Settings) -> SettingsOut:
    """Every setting there is, in the order of the sections."""
    rows = {row.key: row for row in chosen_rows(uow.session)}
    values = {key: row.after for key, row in rows.items() if row.after is not None}
    held = layers.of_environment()
    now, unfit = layers.bearable(under, {key: value for key, value in values.items() if key not in held}, layers.laid_over)
    known = people.names(uow, {row.by for row in rows.values()})
    shown = [_setting(key, under, now, running, key in values and key not in unfit | held) for key in layers.leaves()]
    told = [_changed(one, rows[one.key], known) if one.key in rows else one for one in shown]
    return SettingsOut(version=version_of(uow.session, SETTINGS), settings=tuple(told), unfit=tuple(sorted(unfit)))


def _setting(key: str, under: Settings, now: Settings, running: Settings, chosen: bool) -> SettingOut:
    words, secret = judging.named(key), key in layers.SECRETS
    beneath, source = layers.beneath(key, now=under)
    value, works = layers.plain(layers.value_of(now, key)), layers.plain(layers.value_of(running, key))
    environment = source == "environment"
    return SettingOut(
        key=key,
        name=words.name,
        meaning=words.meaning,
        unit=words.unit,
        shape=shape_of(key),
        default=None if secret else layers.default_of(key),
        value=None if secret else value,
        beneath=None if secret else beneath,
        running=None if secret else works,
        source="page" if chosen and not environment else source,
        acts=acts(key),
        locked=judging.variable(key) if environment else "",
        secret=secret,
        given=bool(value),
        pending=not secret and acts(key) == "start" and value != works,
    )


def _changed(one: SettingOut, row: SettingChangeRow, known: Mapping[str, str]) -> SettingOut:
    return one.model_copy(update={"changed_at": row.at, "changed_by": people.named(known, row.by)})


def preview(uow: UnitOfWork, under: Settings, changes: Changes) -> SettingsPreview:
    """What these changes would do, or everything that is wrong with them."""
    kept = chosen_values(uow.session)
    wrong = judging.problems(under, kept, changes)
    return SettingsPreview(
        version=version_of(uow.session, SETTINGS),
        differences=() if wrong else _differences(under, kept, changes),
        problems=wrong,
    )


def change(
    uow: UnitOfWork,
    under: Settings,
    changes: Changes,
    *,
    base: int,
    by: str,
    at: datetime,
    reason: str = "",
    how: How = "page",
) -> SettingsPreview:
    """Store these values; BadInput by setting, Conflict where somebody changed one of them since ``base``.

    ``how`` stands in the history: the route says it, never who asks.
    """
    version = next_version(uow.session, SETTINGS)
    _untouched(uow, set(changes), base)
    seen = preview(uow, under, changes)
    if seen.problems:
        raise BadInput("；".join(f"{one.name}：{one.what}" for one in seen.problems) + "。", "请改正后重新保存。")
    if not seen.differences:
        raise BadInput("没有要保存的改动。", "请先修改设置。")
    for one in seen.differences:
        after = None if changes[one.key] is None else one.after
        row = SettingChangeRow(id=new_id(), version=version, key=one.key, before=one.before, after=after)
        row.at, row.by, row.how, row.reason = at, by, how, reason.strip()
        uow.session.add(row)
    uow.session.flush()
    uow.settings_changed = True
    return seen.model_copy(update={"version": version})


def revert(
    uow: UnitOfWork, under: Settings, key: str, to: str, *, base: int, by: str, at: datetime, reason: str
) -> SettingsPreview:
    """Back to what the setting was after an earlier change; that is a change as well."""
    row = uow.session.get(SettingChangeRow, to)
    if row is None or row.key != key:
        raise NotFound("没有这条修改记录。", "请刷新后重新选择。")
    return change(uow, under, {key: row.after}, base=base, by=by, at=at, reason=reason, how="revert")


def history(uow: UnitOfWork, key: str | None, before: str | None, limit: int) -> SettingChanges:
    """Newest first, of one setting or of all."""
    query = select(SettingChangeRow)
    if key is not None:
        query = query.where(SettingChangeRow.key == key)
    rows = list(uow.session.scalars(paging.page(query, SettingChangeRow.at, SettingChangeRow.id, before, limit)))
    shown = rows[: paging.bounded(limit)]
    known = people.names(uow, {row.by for row in shown})
    more = paging.cursor(shown[-1].at, shown[-1].id) if len(rows) > len(shown) else None
    return SettingChanges(items=tuple(_told(row, known) for row in shown), next=more)


def exported(uow: UnitOfWork, at: datetime) -> SettingsFile:
    """All that the page set; there is no secret among it, for none can be set here."""
    return SettingsFile(made_at=at, version=version_of(uow.session, SETTINGS), values=dict(chosen_values(uow.session)))


def changes_of(uow: UnitOfWork, brought: SettingsImportIn) -> Changes:
    """What an imported file means: its values, and none for what it must not leave standing."""
    gone = set(chosen_values(uow.session)) - set(brought.file.values) if brought.only else set()
    return {**dict.fromkeys(sorted(gone)), **brought.file.values}


def _differences(under: Settings, kept: Changes, changes: Changes) -> tuple[SettingDifference, ...]:
    fits, _ = layers.bearable(under, kept, layers.laid_over)
    wanted = {key: value for key, value in {**kept, **changes}.items() if value is not None and key in layers.leaves()}
    after = layers.laid_over(under, wanted)
    found = [_difference(key, fits, after) for key in layers.leaves() if key in changes]
    ends = {key for key, value in changes.items() if value is None and key in kept}
    begins = {key for key, value in changes.items() if value is not None and key not in kept}
    return tuple(one for one in found if one.before != one.after or one.key in ends | begins)


def _difference(key: str, before: Settings, after: Settings) -> SettingDifference:
    words = judging.named(key)
    was, becomes = (layers.plain(layers.value_of(one, key)) for one in (before, after))
    return SettingDifference(key=key, name=words.name, unit=words.unit, before=was, after=becomes, acts=acts(key))


def _untouched(uow: UnitOfWork, keys: Collection[str], base: int) -> None:
    """Conflict that says who changed what, where any of the keys was changed after ``base``."""
    query = select(SettingChangeRow).where(SettingChangeRow.version > base, SettingChangeRow.key.in_(keys))
    rows = list(uow.session.scalars(query.order_by(SettingChangeRow.version.desc()).limit(TOLD)))
    if rows:
        known = people.names(uow, {row.by for row in rows})
        raise Conflict(f"您打开本页后，{_sentence(rows, known)}。", "页面已换成最新的值，请核对后再改。")


def _sentence(rows: Sequence[SettingChangeRow], known: Mapping[str, str]) -> str:
    return "，".join(f"{known.get(row.by, row.by)}改了“{judging.named(row.key).name}”{_short(row)}" for row in rows)


def _short(row: SettingChangeRow) -> str:
    """What became of it, where that is short enough to be read in a sentence."""
    if isinstance(row.before, list | dict) or isinstance(row.after, list | dict):
        return ""
    return f"（{_word(row.before)} → {'恢复默认' if row.after is None else _word(row.after)}）"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _told(row: SettingChangeRow, known: Mapping[str, str]) -> SettingChange:
    words = judging.named(row.key)
    return SettingChange(
        id=row.id, version=row.version, key=row.key, name=words.name, unit=words.unit, before=row.before, after=row.after,
        at=row.at, by=people.named(known, row.by), how=cast(How, row.how), reason=row.reason,
    )  # fmt: skip
