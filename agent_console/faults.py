"""Every refusal leaves the console in one shape: ``{"error": {"code", "what", "remedy"}}`` with the class's HTTP status."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException

from config.errors import BadInput, HotlineError
from config.ids import new_id
from ticketing.drafts.errors import DraftChanged
from ticketing.drafts.schemas import DraftOut

_log = structlog.get_logger(__name__)


class Fault(BaseModel):
    """What happened, in Chinese for people; ``code`` for programs; ``draft`` as it stands now (409 of a draft)."""

    model_config = ConfigDict(frozen=True)

    code: str
    what: str
    remedy: str = ""
    draft: DraftOut | None = None


class FaultOut(BaseModel):
    """The body of every answer with a status of 400 or above."""

    model_config = ConfigDict(frozen=True)

    error: Fault


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI ``responses`` for the statuses that an endpoint may refuse with."""
    return {status: {"model": FaultOut} for status in statuses}


def fault_of(error: HotlineError) -> Fault:
    """The shape of one of our errors."""
    draft = error.draft if isinstance(error, DraftChanged) else None
    return Fault(code=error.code, what=error.what, remedy=error.remedy, draft=draft)


def unexpected(error: BaseException, **where: Any) -> Fault:
    """Log what nobody foresaw under an id and tell the client only the id."""
    incident = new_id()
    _log.error("unexpected error", incident=incident, exc_info=error, **where)
    remedy = f"请重试；仍不行时把编号 {incident} 告诉管理员。"
    return Fault(code="Unexpected", what="系统内部出错，操作没有完成。", remedy=remedy)


def answer(status: int, fault: Fault, headers: Mapping[str, str] | None = None) -> JSONResponse:
    shown = fault.model_copy(update={"what": _shown(fault.what), "remedy": _shown(fault.remedy)})
    body = FaultOut(error=shown).model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def _shown(text: str) -> str:
    """What was sent may be named in a sentence; half a character of it is shown as a question mark."""
    return text.encode(errors="replace").decode()


def install(app: FastAPI) -> None:
    """Handle our errors, wrong input and unknown paths; what is left is caught by `agent_console.guard`."""
    app.add_exception_handler(HotlineError, _ours)
    app.add_exception_handler(OverflowError, _beyond)
    app.add_exception_handler(ValueError, _beyond)
    app.add_exception_handler(RequestValidationError, _wrong_input)
    app.add_exception_handler(HTTPException, _of_http)


async def _ours(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HotlineError)
    retry = getattr(error, "retry_after_s", None)
    return answer(error.http_status, fault_of(error), {"Retry-After": str(int(retry))} if retry else None)


async def _beyond(_: Request, error: Exception) -> JSONResponse:
    """Reckoning left the calendar, or a whole number every column: only what was sent can be so far out."""
    if isinstance(error, ValueError) and not _NO_SUCH_YEAR.fullmatch(str(error)):
        raise error
    _log.warning("value beyond what can be reckoned with", error=str(error), exc_info=error)
    return answer(422, Fault(code=BadInput.__name__, what="有日期或数字超出可用的范围。", remedy="请核对后重新提交。"))


async def _wrong_input(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(422, Fault(code=BadInput.__name__, what=said(error.errors()), remedy="请改正后重新提交。"))


async def _of_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return answer(error.status_code, fault_of_status(error.status_code), error.headers)


def fault_of_status(status: int) -> Fault:
    """What a bare HTTP status means in our words."""
    code, what = _HTTP.get(status, ("BadInput", "请求无法处理。"))
    return Fault(code=code, what=what)


def said(problems: Any) -> str:
    """One Chinese sentence for the first wrong field of a pydantic error list."""
    first = problems[0]
    name = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path")) or "内容"
    return f"{name}：{_REASONS.get(first['type'], '格式不对')}。"


def wrong_message(error: ValidationError) -> Fault:
    """The same sentence for a WebSocket message that is none of the protocol's."""
    return Fault(code=BadInput.__name__, what=said(error.errors()), remedy="请刷新页面。")


_NO_SUCH_YEAR = re.compile(r"year -?\d+ is out of range")
"""What the calendar itself says of the year 0 or 10000."""
_HTTP = {
    401: ("NotSignedIn", "请先登录。"),
    403: ("NotAllowed", "没有权限。"),
    404: ("NotFound", "没有这个地址。"),
    405: ("BadInput", "这个地址不支持这种操作。"),
    408: ("BadInput", "请求内容没有按时传完，请检查网络后重试。"),
    413: ("BadInput", "请求内容太大，请缩短后重试。"),
    416: ("BadInput", "请求的字节范围不在录音之内。"),
}
_REASONS = {
    "missing": "没有填写",
    "json_invalid": "不是有效的 JSON",
    "string_too_short": "内容太短",
    "string_too_long": "内容太长",
    "string_type": "应为文字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_parsing": "应为是或否",
    "literal_error": "不是允许的值",
    "enum": "不是允许的值",
    "extra_forbidden": "没有这个字段",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
    "datetime_from_date_parsing": "时间格式不对",
    "datetime_parsing": "时间格式不对",
    "timezone_aware": "时间须带时区",
    "union_tag_invalid": "没有这种消息",
    "union_tag_not_found": "没有写明消息类型",
}
