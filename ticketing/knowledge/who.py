"""Who may read, write and review the knowledge base. Pure."""

from config.errors import NotAllowed
from ticketing.tickets.actor import Actor

EDITORS = frozenset({"supervisor", "system"})


def edits(actor: Actor) -> bool:
    return bool(EDITORS & actor.roles)


def require_editor(actor: Actor) -> None:
    if not edits(actor):
        raise NotAllowed("只有值班长可以审核和管理知识库。", "需要时请值班长处理。")


def may_write(actor: Actor, unit: str, sort: str) -> bool:
    """Editors write everything; a unit's people propose articles of their own unit."""
    return edits(actor) or ("handler" in actor.roles and sort == "article" and actor.unit == unit)


def require_writer(actor: Actor, unit: str, sort: str) -> None:
    if not may_write(actor, unit, sort):
        raise NotAllowed("只能为本单位提交知识文章。", "其他内容请用“反馈”告诉热线。")
