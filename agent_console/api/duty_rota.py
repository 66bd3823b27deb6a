"""The rota of duty sessions: recurring plans, rotas from files, and sheets of years before the system."""

import base64
import binascii
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from agent_console.api.city import attachment
from agent_console.faults import errors
from agent_console.signed_in import DutyHolder, Supervisor
from agent_console.transaction import Ports, Reading, Uow
from config.errors import BadInput
from ticketing.duty import past, past_lines, recurring, rota_import
from ticketing.duty.file_schemas import ImportOut, ImportPreview, PastCallOut, PastSheetPage, RotaFilePreview
from ticketing.duty.schemas import OccurrenceOut, Reason, RotaIn, RotaOut
from ticketing.schema import Schema
from ticketing.spreadsheets import write_csv, write_xlsx

router = APIRouter(prefix="/api/duty-rota", tags=["duty"])
MAX_BASE64 = 960_000
EXAMPLES = {
    "rota": ("带班排班", rota_import.COLUMNS),
    "past": ("带班记录补录", past_lines.COLUMNS),
    "calls": ("带班来电补录", past_lines.CALL_COLUMNS),
}


class FileIn(Schema):
    """A spreadsheet, CSV or .xlsx; ``content`` in base64, at most 700 KB of file."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(max_length=MAX_BASE64)]

    def bytes(self) -> bytes:
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise BadInput("文件没有完整传到。", "请重新选择文件。") from None


class EndIn(Schema):
    """``cancel_planned``: whether the sessions that are planned already are called off too."""

    reason: Reason
    cancel_planned: bool = True


class WhyIn(Schema):
    reason: Reason


class TakenOut(Schema):
    """How many sessions a file planned."""

    sessions: int


@router.get("/plans", responses=errors(401, 403))
def list_plans(uow: Reading, me: DutyHolder) -> tuple[RotaOut, ...]:
    """Those that go on first."""
    return tuple(recurring.listed(uow))


@router.post("/plans/preview", responses=errors(401, 403, 422))
def preview_plan(body: RotaIn, ports: Ports, uow: Uow, me: Supervisor) -> tuple[OccurrenceOut, ...]:
    """The sessions of the weeks ahead, each with what it clashes with; nothing is kept."""
    return recurring.preview(uow, body, ports.now())


@router.post("/plans", status_code=201, responses=errors(401, 403, 404, 409, 422))
def create_plan(body: RotaIn, ports: Ports, uow: Uow, me: Supervisor) -> RotaOut:
    """Keep the plan and write the weeks ahead; 409 names every clash, then nothing is written."""
    return recurring.create(uow, body, by=me.id, at=ports.now())


@router.post("/plans/{plan_id}/end", responses=errors(401, 403, 404, 409, 422))
def end_plan(plan_id: str, body: EndIn, ports: Ports, uow: Uow, me: Supervisor) -> RotaOut:
    return recurring.end(uow, plan_id, me.id, ports.now(), body.reason, cancel_planned=body.cancel_planned)


@router.post("/file/preview", responses=errors(401, 403, 413, 422))
def preview_rota(body: FileIn, ports: Ports, uow: Uow, me: Supervisor) -> RotaFilePreview:
    """The sessions of a rota's file, and every mistake and clash by line and column; nothing is kept."""
    return rota_import.preview(uow, body.name, body.bytes(), ports.now())


@router.post("/file", status_code=201, responses=errors(401, 403, 413, 422))
def take_rota(body: FileIn, ports: Ports, uow: Uow, me: Supervisor) -> TakenOut:
    """Plan all sessions of the file, or none."""
    return TakenOut(sessions=rota_import.take(uow, body.name, body.bytes(), me.id, ports.now()))


@router.get("/past", responses=errors(401, 403))
def list_imports(uow: Reading, me: Supervisor) -> tuple[ImportOut, ...]:
    return tuple(past.imports(uow))


@router.post("/past/preview", responses=errors(401, 403, 413, 422))
def preview_past(body: FileIn, ports: Ports, uow: Reading, me: Supervisor) -> ImportPreview:
    """What a file of past sheets would add, by year, and every mistake by line and column.

    A line is a session with its sums, or a call: the heads say which.
    """
    return past.preview(uow, body.name, body.bytes(), ports.now())


@router.post("/past", status_code=201, responses=errors(401, 403, 413, 422))
def take_past(body: FileIn, ports: Ports, uow: Uow, me: Supervisor) -> ImportOut:
    """Take the file in, all or nothing."""
    return past.take(uow, body.name, body.bytes(), me.id, ports.now())


@router.post("/past/{import_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw_past(import_id: str, body: WhyIn, ports: Ports, uow: Uow, me: Supervisor) -> ImportOut:
    """A file that was wrong counts no more; what it held stays on record."""
    return past.withdraw(uow, import_id, me.id, ports.now(), body.reason)


@router.get("/past/{import_id}/sheets", responses=errors(401, 403, 404, 422))
def list_sheets(
    import_id: str,
    uow: Reading,
    me: Supervisor,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PastSheetPage:
    """The sessions of a file that was taken in, newest first."""
    return past.sheets(uow, import_id, before=before, limit=limit)


@router.get("/past/sheets/{sheet_id}/calls", responses=errors(401, 403, 404))
def list_calls(sheet_id: str, uow: Reading, me: Supervisor) -> tuple[PastCallOut, ...]:
    """The calls of such a session, where its file told them one by one."""
    return past.calls_of(uow, sheet_id)


@router.get("/example/{which}.{format}", response_class=Response, responses=errors(401, 403))
def example(which: Literal["rota", "past", "calls"], format: Literal["csv", "xlsx"], me: Supervisor) -> Response:
    """An empty table with the right heads."""
    name, columns = EXAMPLES[which]
    content = write_csv(columns, [], titles=True) if format == "csv" else write_xlsx(columns, [])
    return attachment(f"{name}.{format}", content, format)
