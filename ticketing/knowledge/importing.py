"""A table of articles or scripts taken in whole or not at all, with every mistake by its line and column."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from config.errors import Conflict, HotlineError, NotAllowed
from ticketing.knowledge import columns, repository
from ticketing.knowledge.editing import carry_files, content_ends, drafted, started, submitted
from ticketing.knowledge.models import KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.reviewing import consent
from ticketing.knowledge.schemas import ArticleContent, Content, KnowledgeTaken, ScriptContent, Sort
from ticketing.knowledge.steps import parsed
from ticketing.spreadsheets import Mistake, Row, read, refuse
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

Line = tuple[Row, Content, str]
"""A line of the file, what it says, and its unit's code."""


def take(
    uow: UnitOfWork, name: str, content: bytes, sort: Sort, *, by: Actor, reviewer: str | None, at: datetime
) -> KnowledgeTaken:
    """Each line becomes a version that is handed in, and published where a ``reviewer`` consents to the whole file.

    A line that says what its item shows already is left alone. BadInput lists what is wrong; then nothing is taken.
    """
    if reviewer == by.id and not uow.law.knowledge.author_may_review:
        raise NotAllowed("导入人与审核人须是两个人。", "请指明另一位审核人，或不加审核人，导入后在页面上审核。")
    table = read(name, content, columns.COLUMNS[sort], bounds=columns.BOUNDS)
    mistakes = list(table.mistakes)
    lines = [line for row in table.rows if (line := _line(uow, row, sort, at, mistakes)) is not None]
    mistakes += _twice(lines)
    refuse(sorted(mistakes, key=lambda mistake: mistake.line))
    done = [_taken(uow, line, by, reviewer, at, mistakes) for line in lines]
    refuse(mistakes)
    return KnowledgeTaken(
        new=done.count("new"), changed=done.count("changed"), same=done.count("same"), published=reviewer is not None
    )


def _line(uow: UnitOfWork, row: Row, sort: Sort, at: datetime, mistakes: list[Mistake]) -> Line | None:
    before = len(mistakes)

    def wrong(column: str, what: str) -> None:
        mistakes.append(Mistake(row.file, row.line, column, what))

    unit = _unit(uow, row["unit"])
    if unit is None:
        wrong("unit", f"单位表中没有“{row['unit']}”，请写单位全称或编码。")
    values = _article(row, wrong) if sort == "article" else _script(row, wrong)
    for code in values["categories"]:
        if repository.category_name(uow.city, code) is None:
            wrong("categories", f"没有编码为“{code}”的事项分类。")
    content = _checked(values, sort, row, wrong) if len(mistakes) == before else None
    if content is not None and content_ends(content, repository.today(uow, at)):
        wrong("expires_on", "失效日期已经过去。")
    return (row, content, unit) if content is not None and unit is not None and len(mistakes) == before else None


def _article(row: Row, wrong: columns.Wrong) -> dict[str, Any]:
    plain = {name: row[name] for name in ("title", "kind", "short_answer", "body", "source", "document_number")}
    return plain | {
        "questions": columns.split(row["questions"]),
        "categories": columns.split(row["categories"]),
        "effective_from": columns.day(row, "effective_from", wrong),
        "expires_on": columns.day(row, "expires_on", wrong),
    }


def _script(row: Row, wrong: columns.Wrong) -> dict[str, Any]:
    steps, said = parsed(row["steps"])
    for sentence in said:
        wrong("steps", sentence)
    lists = {name: columns.split(row[name]) for name in ("queues", "categories", "words")}
    return lists | {
        "title": row["title"],
        "situation": row["situation"],
        "moments": columns.moments(row, wrong),
        "steps": steps,
    }


def _checked(values: dict[str, Any], sort: Sort, row: Row, wrong: columns.Wrong) -> Content | None:
    """What the bounds of the content refuse, by column."""
    kind = ArticleContent if sort == "article" else ScriptContent
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            column = str(one["loc"][0]) if one["loc"] else "expires_on"
            wrong(column, _said(one["type"], row.values.get(column, "")))
        return None


def _said(kind: str, cell: str) -> str:
    if kind == "string_too_short":
        return "不能为空。"
    if kind in ("string_too_long", "too_long"):
        return "太长，或项数太多。"
    return "失效日期早于生效日期。" if kind == "value_error" else f"“{cell[:30]}”不是可用的值。"


def _twice(lines: list[Line]) -> list[Mistake]:
    seen: dict[str, int] = {}
    wrong = []
    for row, _, _ in lines:
        first = seen.setdefault(row["code"], row.line)
        if first != row.line:
            wrong.append(Mistake(row.file, row.line, "code", f"编号“{row['code']}”与第{first}行重复。"))
    return wrong


def _taken(uow: UnitOfWork, line: Line, by: Actor, reviewer: str | None, at: datetime, mistakes: list[Mistake]) -> str:
    row, content, unit = line
    item = uow.session.scalar(select(KnowledgeItemRow).where(KnowledgeItemRow.code == row["code"]).with_for_update())
    try:
        if item is None:
            version = started(uow, content, unit=unit, code=row["code"], actor=by, at=at)
            item, what = repository.item_row(uow, version.item_id), "new"
        elif _says_so(uow, item, content, unit):
            return "same"
        else:
            version, what = _next(uow, item, content, unit, by, at), "changed"
        submitted(uow, item, version, by=by.id, at=at)
        if reviewer:
            consent(uow, item, version, by=reviewer, at=at)
    except HotlineError as error:
        mistakes.append(Mistake(row.file, row.line, "code", error.what))
        return "wrong"
    return what


def _says_so(uow: UnitOfWork, item: KnowledgeItemRow, content: Content, unit: str) -> bool:
    """Whether the item shows this already."""
    shown = repository.version_row(uow, item.current_id) if item.current_id else None
    return shown is not None and item.unit_code == unit and repository.content_of(shown) == content


def _next(uow: UnitOfWork, item: KnowledgeItemRow, content: Content, unit: str, by: Actor, at: datetime) -> KnowledgeVersionRow:
    if (item.sort == "article") != isinstance(content, ArticleContent):
        raise Conflict("这个编号已用于另一种条目。")
    newest = repository.versions_of(uow, item.id)[0]
    version = drafted(uow, item, content, number=newest.number + 1, actor=by, at=at)
    carry_files(uow, newest, version)
    item.unit_code = unit
    return version


def _unit(uow: UnitOfWork, written: str) -> str | None:
    if written in uow.city.units:
        return written
    return next((unit.code for unit in uow.city.units if unit.name == written), None)
