"""Review forms and their versions: one that was used is never edited, a new version is made."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing.ledgers import append, locked, steps_of, take
from ticketing.people import repository as people
from ticketing.quality import default_form
from ticketing.quality.form import FormBody, checked
from ticketing.quality.models import CalibrationRow, FormRow, FormStepRow, QualitySampleRow, ReviewRow
from ticketing.quality.schemas import FormEdit, FormIn, FormOut
from ticketing.quality.states import FORMS
from ticketing.uow import UnitOfWork

MISSING = "没有这份评分表。"
MOST_FORMS = 200
_EVER = datetime(2020, 1, 1, tzinfo=UTC)


def listed(uow: UnitOfWork) -> tuple[FormOut, ...]:
    """All versions, by family, the newest first. The house's own form is there before anybody has used it."""
    query = select(FormRow).order_by(FormRow.family, FormRow.number.desc()).limit(MOST_FORMS)
    rows = list(uow.session.scalars(query))
    if all(row.family != default_form.FAMILY for row in rows):
        rows.append(_house_form())
    return forms_out(uow, rows)


def get(uow: UnitOfWork, form_id: str) -> FormOut:
    row = seen(uow, form_id)
    [form] = forms_out(uow, [row])
    return form.model_copy(update={"history": steps_of(uow, FormStepRow, row.id)})


def seen(uow: UnitOfWork, form_id: str) -> FormRow:
    """The form to be read."""
    row = uow.session.get(FormRow, form_id)
    if row is None and form_id == default_form.ID:
        return _house_form()
    if row is None:
        raise NotFound(MISSING, "请刷新页面。")
    return row


def body_of(row: FormRow) -> FormBody:
    return FormBody.model_validate(row.body)


def for_use(uow: UnitOfWork, form_id: str | None) -> FormRow:
    """The form in force that is asked for, or the house's family's. Nobody retires or edits it until the commit."""
    keep_house_form(uow)
    if form_id is None:
        found = uow.session.scalar(
            select(FormRow).where(FormRow.in_force_key.is_not(None)).order_by(FormRow.family).limit(1).with_for_update()
        )
    else:
        found = locked(uow, FormRow, form_id, MISSING)
    if found is None or found.state != "in_force":
        raise Conflict("这份评分表没有启用。", "请先启用一份评分表，或选择在用的。")
    return found


def make(uow: UnitOfWork, new: FormIn, *, by: str, at: datetime) -> FormRow:
    """A draft: of a family of its own, or the next version of ``base``'s."""
    body = checked(new.body)
    keep_house_form(uow)
    family = seen(uow, new.base).family if new.base else new_id()
    last = uow.session.scalar(select(func.max(FormRow.number)).where(FormRow.family == family)) or 0
    row = _row(new_id(), family, last + 1, new.title, body, "draft", by, at)
    uow.session.add(row)
    uow.session.flush()
    append(uow, row, FormStepRow, "made", by=by, at=at, text=new.title, counts=False)
    return row


def edit(uow: UnitOfWork, form_id: str, change: FormEdit, *, by: str, at: datetime) -> FormRow:
    """Change a draft that nobody used; Conflict otherwise, also when somebody else changed it meanwhile."""
    body = checked(change.body)
    row = locked(uow, FormRow, form_id, MISSING)
    if used(uow, [row.id]):
        raise Conflict("这份评分表已经用过，不能再改。", "请另存为新版本。")
    take(uow, row, FormStepRow, FORMS, "edit", version=change.version, by=by, at=at, text=change.title)
    row.title, row.body = change.title, body.model_dump(mode="json")
    uow.session.flush()
    return row


def put_in_force(uow: UnitOfWork, form_id: str, version: int | None, *, by: str, at: datetime) -> FormRow:
    """From now on reviews are made with it; the version of its family that was in force is retired."""
    keep_house_form(uow)
    row = locked(uow, FormRow, form_id, MISSING)
    former = uow.session.scalar(select(FormRow).where(FormRow.in_force_key == row.family).with_for_update())
    if former is not None and former.id != row.id:
        _retire(uow, former, None, by=by, at=at)
    take(uow, row, FormStepRow, FORMS, "put_in_force", version=version, by=by, at=at)
    row.in_force_key = row.family
    uow.session.flush()
    return row


def retire(uow: UnitOfWork, form_id: str, version: int | None, *, by: str, at: datetime) -> FormRow:
    keep_house_form(uow)
    row = locked(uow, FormRow, form_id, MISSING)
    _retire(uow, row, version, by=by, at=at)
    return row


def _retire(uow: UnitOfWork, row: FormRow, version: int | None, *, by: str, at: datetime) -> None:
    take(uow, row, FormStepRow, FORMS, "retire", version=version, by=by, at=at)
    row.in_force_key = None
    uow.session.flush()


def used(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    """Those of the forms that a sample, a review or a calibration names."""
    found: set[str] = set()
    for column in (ReviewRow.form_id, QualitySampleRow.form_id, CalibrationRow.form_id):
        found |= set(uow.session.scalars(select(column).where(column.in_(ids)).distinct()))
    return found


def keep_house_form(uow: UnitOfWork) -> None:
    """Write the house's own form, in force, where no version of it is; another node may do so at the same moment."""
    if uow.session.scalar(select(FormRow.id).where(FormRow.family == default_form.FAMILY).limit(1)) is not None:
        return
    try:
        with uow.session.begin_nested():
            uow.session.add(_house_form())
    except IntegrityError:
        return


def forms_out(uow: UnitOfWork, rows: Sequence[FormRow]) -> tuple[FormOut, ...]:
    in_use = used(uow, [row.id for row in rows])
    known = people.names(uow, {row.made_by for row in rows})
    return tuple(
        FormOut.model_validate(
            {name: getattr(row, name) for name in ("id", "family", "number", "title", "state", "version", "made_at")}
            | {
                "body": body_of(row),
                "used": row.id in in_use,
                "made_by": people.named(known, row.made_by),
                "allowed": tuple(one for one in FORMS.allowed(row.state) if one != "edit" or row.id not in in_use),
            }
        )
        for row in rows
    )


def _house_form() -> FormRow:
    row = _row(default_form.ID, default_form.FAMILY, 1, default_form.TITLE, default_form.BODY, "in_force", people.SYSTEM, _EVER)
    row.in_force_key = default_form.FAMILY
    return row


def _row(id: str, family: str, number: int, title: str, body: FormBody, state: str, by: str, at: datetime) -> FormRow:
    return FormRow(
        id=id, family=family, number=number, title=title, body=body.model_dump(mode="json"), state=state, version=1,
        in_force_key=None, made_at=at, made_by=by,
    )  # fmt: skip
