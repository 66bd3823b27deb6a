"""The columns of the tables that articles and scripts are brought in and taken out by, and their cells. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from ticketing.duty import cells
from ticketing.knowledge.models import KnowledgeItemRow
from ticketing.knowledge.schemas import (
    LONGEST_BODY,
    ArticleContent,
    CallMoment,
    Content,
    ScriptContent,
    Sort,
)
from ticketing.knowledge.steps import LONGEST_STEP, MOST_STEPS, written
from ticketing.spreadsheets import Bounds, Column, Row

KINDS = {"policy": "政策文件", "faq": "常见问答", "guide": "办事指南", "contact": "联系方式"}
SITUATIONS = {
    "opening": "开场", "verification": "核实信息", "calming": "安抚情绪", "refusing": "婉拒", "harassment": "骚扰应对",
    "danger": "危及生命", "message": "留言转告", "closing": "结束语",
}  # fmt: skip
MOMENTS: Mapping[str, str] = {"offered": "振铃", "answered": "通话", "held": "保持", "wrap_up": "整理"}
BOUNDS = Bounds(rows=20_000)
BETWEEN = "；"
ARTICLES = (
    Column(name="code", title="编号", longest=32),
    Column(name="title", title="标题", longest=100),
    Column(name="kind", title="类别", words=KINDS),
    Column(name="questions", title="常见问法", required=False, longest=2_100),
    Column(name="short_answer", title="简答", required=False, longest=500),
    Column(name="body", title="正文", longest=LONGEST_BODY),
    Column(name="categories", title="事项分类", required=False, longest=300),
    Column(name="unit", title="归口单位"),
    Column(name="source", title="来源", required=False),
    Column(name="document_number", title="文号", required=False, longest=100),
    Column(name="effective_from", title="生效日期", required=False, longest=32),
    Column(name="expires_on", title="失效日期", required=False, longest=32),
)
SCRIPTS = (
    Column(name="code", title="编号", longest=32),
    Column(name="title", title="标题", longest=100),
    Column(name="situation", title="情形", words=SITUATIONS),
    Column(name="unit", title="归口单位"),
    Column(name="queues", title="队列", required=False, longest=500),
    Column(name="categories", title="事项分类", required=False, longest=300),
    Column(name="words", title="触发词", required=False, longest=500),
    Column(name="moments", title="通话阶段", required=False, longest=50),
    Column(name="steps", title="步骤", longest=MOST_STEPS * LONGEST_STEP),
)
COLUMNS: Mapping[Sort, Sequence[Column]] = {"article": ARTICLES, "script": SCRIPTS}
Wrong = Callable[[str, str], None]


def split(cell: str) -> tuple[str, ...]:
    """``甲；乙`` or a line each."""
    parts = cell.replace(";", BETWEEN).replace("\n", BETWEEN).split(BETWEEN)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def day(row: Row, column: str, wrong: Wrong) -> date | None:
    """The day of a cell; nothing where the cell is empty, or cannot be read, which is then said."""
    if not row[column]:
        return None
    found = cells.day(row[column])
    if found is None:
        wrong(column, f"“{row[column]}”看不懂，请写成 2026-12-31。")
    return found


def moments(row: Row, wrong: Wrong) -> tuple[str, ...]:
    by_word = {word: code for code, word in MOMENTS.items()}
    found = tuple(by_word.get(part, part) for part in split(row["moments"]))
    for one in found:
        if one not in get_args(CallMoment):
            wrong("moments", f"“{one}”不是通话阶段，请写{'、'.join(by_word)}。")
    return found


def cells_of(item: KnowledgeItemRow, content: Content) -> dict[str, Any]:
    """A row as it is taken out."""
    common = {"code": item.code, "title": content.title, "unit": item.unit_code, "categories": BETWEEN.join(content.categories)}
    if isinstance(content, ArticleContent):
        plain = {name: getattr(content, name) for name in ("kind", "short_answer", "body", "source", "document_number")}
        days = {name: f"{getattr(content, name) or ''}" for name in ("effective_from", "expires_on")}
        return common | plain | days | {"questions": BETWEEN.join(content.questions)}
    return common | _script_cells(content)


def _script_cells(content: ScriptContent) -> dict[str, Any]:
    return {
        "situation": content.situation,
        "queues": BETWEEN.join(content.queues),
        "words": BETWEEN.join(content.words),
        "moments": BETWEEN.join(MOMENTS[moment] for moment in content.moments),
        "steps": written(content.steps),
    }
