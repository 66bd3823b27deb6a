"""What search finds: the tokens and categories of each item's shown version, written in the transaction that shows it."""

from sqlalchemy import delete, select

from ticketing.knowledge.models import KnowledgeCategoryRow, KnowledgeItemRow, KnowledgeTextRow, KnowledgeVersionRow
from ticketing.knowledge.repository import content_of
from ticketing.knowledge.schemas import ArticleContent
from ticketing.search.tokens import tokens
from ticketing.uow import UnitOfWork

MOST_TOKENS = 8_000
"""So many tokens of a field are kept: the whole of the longest article."""


def renew(uow: UnitOfWork, item: KnowledgeItemRow, version: KnowledgeVersionRow | None) -> None:
    """Show ``version`` of the item, or nothing of it. Scripts are offered by situation and not searched."""
    content = content_of(version) if version else None
    uow.session.execute(delete(KnowledgeCategoryRow).where(KnowledgeCategoryRow.item_id == item.id))
    codes = dict.fromkeys(content.categories) if content else {}
    uow.session.add_all(KnowledgeCategoryRow(code=code, item_id=item.id) for code in codes)
    if item.sort == "article":
        _text(uow, item, content if isinstance(content, ArticleContent) else None)
    uow.session.flush()


def _text(uow: UnitOfWork, item: KnowledgeItemRow, content: ArticleContent | None) -> None:
    row = uow.session.scalar(select(KnowledgeTextRow).where(KnowledgeTextRow.item_id == item.id))
    if content is None:
        if row is not None:
            uow.session.delete(row)
        return
    row = row or KnowledgeTextRow(item_id=item.id)
    row.title = _tokens(content.title)
    row.questions = _tokens("\n".join(content.questions))
    row.body = _tokens("\n".join(filter(None, (content.short_answer, content.body, content.source, content.document_number))))
    uow.session.add(row)


def _tokens(text: str) -> str:
    return " ".join(tokens(text, MOST_TOKENS))
