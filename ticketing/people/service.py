"""Accounts: the first administrator, creating, changing, and what a person changes for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing.people import changes, passwords, repository
from ticketing.people.models import PersonRow
from ticketing.people.schemas import CreatedPerson, PersonIn, PersonOut, PersonPatch
from ticketing.people.sessions import Checked, check_password, count_living, end_all, sign_in, sign_out, who
from ticketing.uow import UnitOfWork

__all__ = [
    "Checked", "change", "change_password", "check_password", "create", "first_admin", "get", "list_people", "set_phone",
    "sign_in", "sign_out", "who",
]  # fmt: skip

FIRST_ADMIN = "admin"


def first_admin(uow: UnitOfWork) -> tuple[str, str] | None:
    """Make the first administrator of an empty house; (username, password) is shown once, None when there is one."""
    if any("admin" in row.roles for row in repository.everybody(uow)):
        return None
    made = create(uow, PersonIn(username=FIRST_ADMIN, name="系统管理员", roles=("admin",), queues=()))
    return made.person.username, made.password


def create(
    uow: UnitOfWork,
    new: PersonIn,
    *,
    by: str = repository.SYSTEM,
    how: changes.How = "created",
    hashed: str | None = None,
    at: datetime | None = None,
) -> CreatedPerson:
    """Make an account; Conflict when the username is taken. ``hashed`` spares the hashing of the password here."""
    if repository.by_username(uow, new.username):
        raise Conflict(f"用户名“{new.username}”已被使用。", "请换一个用户名。")
    _check(uow, new.unit, new.phone)
    password = new.password or passwords.generate()
    row = PersonRow(
        id=new_id(),
        username=new.username,
        name=new.name,
        password_hash=hashed or passwords.hash_password(password),
        must_change_password=True,
        roles=list(new.roles),
        unit=new.unit,
        phone=new.phone,
        mobile=new.mobile,
        queues=list(new.queues),
        levels=dict(new.levels),
        active=True,
        created_at=at or uow.now(),
    )
    uow.session.add(row)
    uow.session.flush()
    given = new.model_dump(mode="json", exclude={"password"})
    changes.record(uow, row.id, how, {name: (None, value) for name, value in given.items()}, by=by, at=at or uow.now())
    return CreatedPerson(person=repository.person_out(row), password=password)


def change(
    uow: UnitOfWork,
    person_id: str,
    patch: PersonPatch,
    *,
    by: str = repository.SYSTEM,
    how: changes.How = "changed",
    at: datetime | None = None,
) -> PersonOut:
    """Change what the patch names; the last active administrator cannot be taken away."""
    row = repository.person_row(uow, person_id)
    was_admin, was = _is_admin(row), repository.person_out(row).model_dump(mode="json")
    given = patch.model_dump(exclude_unset=True)
    _check(uow, given.get("unit"), given.get("phone"))
    if password := given.pop("password", None):
        row.password_hash, row.must_change_password = passwords.hash_password(password), True
        end_all(uow, person_id)
    for name, value in given.items():
        if value is not None or name == "unit":
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
    if not row.active:
        end_all(uow, person_id)
    uow.session.flush()
    if was_admin and not any(_is_admin(other) for other in repository.everybody(uow)):
        raise Conflict("这是最后一个在用的管理员账号。", "请先为他人授予管理员角色。")
    becomes = repository.person_out(row)
    changes.record(uow, person_id, how, _cells(was, becomes, "password" in patch.model_fields_set), by=by, at=at or uow.now())
    return becomes


def sign_out_everywhere(uow: UnitOfWork, person_id: str, *, by: str, at: datetime) -> int:
    """End every session of a person (a lost telephone, a stranger at the desk); how many there were."""
    repository.person_row(uow, person_id)
    living = count_living(uow, person_id, at)
    end_all(uow, person_id)
    changes.record(uow, person_id, "changed", {"sessions": (living, 0)} if living else {}, by=by, at=at)
    return living


def change_password(uow: UnitOfWork, person_id: str, old: str, new: str, keep: str | None = None) -> PersonOut:
    """Change one's own password; NotAllowed when the old one is wrong. Every session but that of the token ``keep`` ends."""
    row = repository.person_row(uow, person_id)
    if not passwords.matches(row.password_hash, old):
        raise NotAllowed("原密码不正确。", "请重新输入原密码。")
    if old == new:
        raise BadInput("新密码与原密码相同。", "请换一个新密码。")
    row.password_hash, row.must_change_password = passwords.hash_password(new), False
    end_all(uow, person_id, keep)
    return repository.person_out(row)


def set_phone(uow: UnitOfWork, person_id: str, phone: str) -> PersonOut:
    """``browser`` or a SIP URI; takes effect at the next sign-in to the seat."""
    row = repository.person_row(uow, person_id)
    _check(uow, None, phone)
    row.phone = phone
    return repository.person_out(row)


def get(uow: UnitOfWork, person_id: str) -> PersonOut:
    return repository.person_out(repository.person_row(uow, person_id))


def list_people(uow: UnitOfWork) -> list[PersonOut]:
    return [repository.person_out(row) for row in repository.everybody(uow)]


def _check(uow: UnitOfWork, unit: str | None, phone: str | None) -> None:
    if unit is not None:
        uow.city.unit(unit)
    if phone is not None and phone != "browser" and not phone.startswith(("sip:", "sips:")):
        raise BadInput(f"话机“{phone}”不正确。", "请填写 browser 或以 sip: 开头的地址。")


def _cells(was: Mapping[str, Any], becomes: PersonOut, password: bool) -> dict[str, tuple[Any, Any]]:
    now = becomes.model_dump(mode="json", exclude={"must_change_password"})
    cells = {name: (was[name], value) for name, value in now.items() if was[name] != value}
    return cells | ({"password": ("", "")} if password else {})


def _is_admin(row: PersonRow) -> bool:
    return row.active and "admin" in row.roles
