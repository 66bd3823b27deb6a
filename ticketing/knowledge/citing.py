"""Citations: which phrase of which version an agent put into which answer; and who has read what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.drafts.schemas import DraftOut
from ticketing.knowledge import finding, repository
from ticketing.knowledge.models import (
    KnowledgeCitationRow,
    KnowledgeItemRow,
    KnowledgeReadRow,
    KnowledgeSearchRow,
    KnowledgeVersionRow,
)
from ticketing.knowledge.schemas import ArticleContent, CitationIn, CitationOut
from ticketing.knowledge.states import READABLE, standing
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

MOST_OF_A_MATTER = 50


def cite(uow: UnitOfWork, new: CitationIn, draft: DraftOut, *, by: str, at: datetime) -> CitationOut:
    """Note that the phrase goes into the draft's answer. The version has to be in force, and the phrase to stand in it."""
    version = repository.version_row(uow, new.version)
    content = repository.content_of(version)
    if draft.status != "open":
        raise Conflict("这件诉求已经办结登记，不能再引用。")
    if version.state != "published" or not isinstance(content, ArticleContent):
        raise Conflict("这个版本已不再使用。", "请引用现行版本。")
    if standing(content.effective_from, content.expires_on, repository.today(uow, at)) != "in_force":
        raise Conflict("这一条已过期，不能引用。", "请查找现行规定，或转派承办单位答复。")
    if not stands_in(new.phrase, content):
        raise BadInput("引用的文字不在这个版本里。", "请刷新后重新选择段落。")
    row = KnowledgeCitationRow(
        id=new_id(), item_id=version.item_id, version_id=version.id, draft_id=draft.id, call_id=draft.call_id, at=at, by=by,
        phrase=new.phrase,
    )  # fmt: skip
    uow.session.add(row)
    counted = update(KnowledgeItemRow).where(KnowledgeItemRow.id == version.item_id)
    uow.session.execute(counted.values(uses=KnowledgeItemRow.uses + 1))
    uow.session.flush()
    return _listed(uow, [row], None, at)[0]


def of_ticket(uow: UnitOfWork, ticket: TicketRow, at: datetime) -> tuple[CitationOut, ...]:
    """What was cited while the ticket's matter was taken down, oldest first; ``kept`` where its answer has the phrase."""
    if ticket.intake_id is None:
        return ()
    query = select(KnowledgeCitationRow).where(KnowledgeCitationRow.draft_id == ticket.intake_id)
    rows = uow.session.scalars(query.order_by(KnowledgeCitationRow.at, KnowledgeCitationRow.id).limit(MOST_OF_A_MATTER)).all()
    return _listed(uow, rows, ticket.answer, at)


def read(uow: UnitOfWork, version_id: str, draft: str | None, *, by: str, at: datetime) -> None:
    """Note that somebody opened a version."""
    version = repository.version_row(uow, version_id)
    if version.state in READABLE:
        uow.session.add(
            KnowledgeReadRow(id=new_id(), item_id=version.item_id, version_id=version.id, draft_id=draft, at=at, by=by)
        )
        uow.session.flush()


def searched(uow: UnitOfWork, q: str, *, by: str, at: datetime) -> None:
    """Note a question that was typed to its end, and how many finds it had: what is asked in vain is to be written."""
    found = finding.find(uow, q, at)
    row = KnowledgeSearchRow(id=new_id(), at=at, by=by, asked=" ".join(q.split()), found=0 if found.near else len(found.items))
    uow.session.add(row)
    uow.session.flush()


def stands_in(phrase: str, content: ArticleContent) -> bool:
    """Whether the words stand there one after another, whatever their lines; signs of lists and headings aside. Pure."""
    return _bare(phrase) in _bare(f"{content.short_answer}\n{content.body}")


def mark_of(code: str, number: int, content: ArticleContent) -> str:
    """What names the source in the answer. Pure."""
    named = "".join(filter(None, (f"《{content.source.strip('《》')}》" if content.source else "", content.document_number)))
    return f"（依据：{named or content.title}，知识库{code}第{number}版）"


def _bare(text: str) -> str:
    lines = (line.strip().lstrip("#-").strip() for line in text.splitlines())
    return "".join("".join(line.split()) for line in lines)


def _listed(uow: UnitOfWork, rows: Sequence[KnowledgeCitationRow], answer: str | None, at: datetime) -> tuple[CitationOut, ...]:
    versions = _by_id(
        uow.session.scalars(select(KnowledgeVersionRow).where(KnowledgeVersionRow.id.in_({r.version_id for r in rows})))
    )
    items = select(KnowledgeItemRow.id, KnowledgeItemRow.code).where(KnowledgeItemRow.id.in_({r.item_id for r in rows}))
    codes = {row.id: row.code for row in uow.session.execute(items)}
    known = people.names(uow, {row.by for row in rows})
    return tuple(_out(uow, row, versions[row.version_id], codes[row.item_id], known, answer, at) for row in rows)


def _by_id(rows: Iterable[KnowledgeVersionRow]) -> Mapping[str, KnowledgeVersionRow]:
    return {row.id: row for row in rows}


def _out(
    uow: UnitOfWork,
    row: KnowledgeCitationRow,
    version: KnowledgeVersionRow,
    code: str,
    known: Mapping[str, str],
    answer: str | None,
    at: datetime,
) -> CitationOut:
    content = ArticleContent.model_validate(version.content)
    return CitationOut(
        id=row.id,
        item=row.item_id,
        version=version.id,
        number=version.number,
        code=code,
        title=version.title,
        mark=mark_of(code, version.number, content),
        draft=row.draft_id,
        call=row.call_id,
        at=row.at,
        by=PersonName(id=row.by, name=known.get(row.by, row.by)),
        phrase=row.phrase,
        standing=standing(content.effective_from, content.expires_on, repository.today(uow, at)),
        state=version.state,  # type: ignore[arg-type]
        kept=None if not answer else _bare(row.phrase) in _bare(answer),
    )
