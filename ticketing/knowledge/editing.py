"""Writing: a new item, a next version of one, a draft's content, its files, and handing it in."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing.attachments import service as attachments
from ticketing.attachments.models import AttachmentRow
from ticketing.attachments.store import Stored
from ticketing.knowledge import repository, states
from ticketing.knowledge.models import KnowledgeFileRow, KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.schemas import (
    MOST_FILES,
    ArticleContent,
    Content,
    KnowledgeContentIn,
    KnowledgeItemIn,
    KnowledgeVersionOut,
    ScriptContent,
)
from ticketing.knowledge.states import VersionState
from ticketing.knowledge.steps import mistakes
from ticketing.knowledge.who import edits, require_writer
from ticketing.notices import service as notices
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

NOTICE = "knowledge"


def create(uow: UnitOfWork, new: KnowledgeItemIn, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """A new article or script as a draft; Conflict where the code is taken already."""
    content = new.article or new.script
    assert content is not None
    version = started(uow, content, unit=new.unit, code=new.code, actor=actor, at=at)
    return repository.version_out(uow, version, repository.today(uow, at))


def started(uow: UnitOfWork, content: Content, *, unit: str, code: str | None, actor: Actor, at: datetime) -> KnowledgeVersionRow:
    sort = "article" if isinstance(content, ArticleContent) else "script"
    uow.city.unit(unit)
    require_writer(actor, unit, sort)
    item = KnowledgeItemRow(
        id=new_id(),
        sort=sort,
        code=code or _next_code(uow, sort),
        unit_code=unit,
        title=content.title,
        kind=kind_of(content),
        state="draft",
        changed_at=at,
        created_at=at,
        created_by=actor.id,
        uses=0,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(item)
    except IntegrityError:
        raise Conflict(f"编号“{item.code}”已经有了。", "请换一个编号，或留空由系统编号。") from None
    return drafted(uow, item, content, number=1, actor=actor, at=at)


def next_version(uow: UnitOfWork, item_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """A draft that begins with what the newest version says; Conflict while another one is on its way."""
    item = repository.item_row(uow, item_id, lock=True)
    uow.session.refresh(item)
    require_writer(actor, item.unit_code, item.sort)
    newest = repository.versions_of(uow, item.id)[0]
    version = drafted(uow, item, repository.content_of(newest), number=newest.number + 1, actor=actor, at=at)
    carry_files(uow, newest, version)
    return repository.version_out(uow, version, repository.today(uow, at))


def carry_files(uow: UnitOfWork, older: KnowledgeVersionRow, newer: KnowledgeVersionRow) -> None:
    """A next version begins with the files of the one before."""
    for file in repository.file_ids(uow, older.id):
        uow.session.add(KnowledgeFileRow(version_id=newer.id, attachment_id=file))
    uow.session.flush()


def drafted(
    uow: UnitOfWork, item: KnowledgeItemRow, content: Content, *, number: int, actor: Actor, at: datetime
) -> KnowledgeVersionRow:
    """The item's row is locked, or new."""
    if item.open_id:
        raise Conflict("这一条已有一个版本在编辑或审核。", "请接着处理那个版本。")
    version = KnowledgeVersionRow(
        id=new_id(), item_id=item.id, number=number, state="draft", lock=0, author_id=actor.id, created_at=at,
        title=content.title, content={},
    )  # fmt: skip
    item.open_id = version.id
    uow.session.add(version)
    _write(uow, item, version, content, at)
    repository.note(uow, version, "write", by=actor.id, at=at)
    return version


def save(uow: UnitOfWork, version_id: str, new: KnowledgeContentIn, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """A draft's content anew; Conflict where it was saved by somebody else since ``lock``, or is no draft any more."""
    item, version = _draft(uow, version_id, actor)
    content = new.article if item.sort == "article" else new.script
    if content is None:
        raise BadInput("内容与条目的种类不符。")
    if version.lock != new.lock:
        raise Conflict("这份草稿已被别人保存过。", "请先记下您的改动，刷新后再写。")
    _write(uow, item, version, content, at)
    uow.session.flush()
    return repository.version_out(uow, version, repository.today(uow, at))


def discard(uow: UnitOfWork, version_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    item, version = _draft(uow, version_id, actor)
    move(uow, item, version, "discard", by=actor.id, at=at)
    return repository.version_out(uow, version, repository.today(uow, at))


def submit(uow: UnitOfWork, version_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """Hand it in: from now on it does not change. BadInput where it cannot be used as it is; the reviewers are told."""
    item, version = _draft(uow, version_id, actor)
    submitted(uow, item, version, by=actor.id, at=at)
    text = f"知识库“{version.title}”第{version.number}版待审核。"
    notices.tell(uow, NOTICE, text, at=at, link=f"/knowledge/review?version={version.id}", roles=("supervisor",))
    return repository.version_out(uow, version, repository.today(uow, at))


def submitted(uow: UnitOfWork, item: KnowledgeItemRow, version: KnowledgeVersionRow, *, by: str, at: datetime) -> None:
    content = repository.content_of(version)
    unknown = [code for code in content.categories if repository.category_name(uow.city, code) is None]
    if unknown:
        raise BadInput(f"没有编码为“{unknown[0]}”的事项分类。", "请从分类列表中选择。")
    if isinstance(content, ScriptContent) and (wrong := mistakes(content.steps)):
        raise BadInput(f"话术步骤还不能用：{wrong[0]}", "请改正步骤后再提交。")
    if content_ends(content, repository.today(uow, at)):
        raise BadInput("失效日期已经过去。", "请改正失效日期后再提交。")
    move(uow, item, version, "submit", by=by, at=at)


def content_ends(content: Content, today: object) -> bool:
    return isinstance(content, ArticleContent) and content.expires_on is not None and content.expires_on < today  # type: ignore[operator]


def add_file(
    uow: UnitOfWork, version_id: str, stored: Stored, name: str, *, scanned: str, actor: Actor, at: datetime
) -> KnowledgeVersionOut:
    """Put a file to a draft."""
    _, version = _draft(uow, version_id, actor)
    if len(repository.file_ids(uow, version.id)) >= MOST_FILES:
        raise BadInput(f"附件最多{MOST_FILES}个。", "请先移去不用的附件。")
    taken = attachments.take(uow, stored, name, scanned=scanned, by=actor.id, at=at)
    uow.session.get_one(AttachmentRow, taken.id).expires_at = None
    uow.session.add(KnowledgeFileRow(version_id=version.id, attachment_id=taken.id))
    uow.session.flush()
    return repository.version_out(uow, version, repository.today(uow, at))


def drop_file(uow: UnitOfWork, version_id: str, attachment_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """The draft names the file no more; earlier versions still do, and the file stays."""
    _, version = _draft(uow, version_id, actor)
    where = (KnowledgeFileRow.version_id == version.id, KnowledgeFileRow.attachment_id == attachment_id)
    uow.session.execute(delete(KnowledgeFileRow).where(*where))
    return repository.version_out(uow, version, repository.today(uow, at))


def move(
    uow: UnitOfWork,
    item: KnowledgeItemRow,
    version: KnowledgeVersionRow,
    command: states.VersionCommand,
    *,
    by: str,
    at: datetime,
    reason: str = "",
) -> VersionState:
    """One step of the table, noted; the item's row is locked. An item stays published whose next version comes to nothing."""
    version.state = states.step(version.state, command)  # type: ignore[arg-type]
    if version.state in states.OPEN:
        item.open_id = version.id
    elif item.open_id == version.id:
        item.open_id = None
    over = version.state not in states.OPEN and item.current_id not in (None, version.id)
    item.state, item.changed_at = "published" if over else version.state, at
    repository.note(uow, version, command, by=by, at=at, reason=reason)
    return version.state


def kind_of(content: Content) -> str:
    return content.kind if isinstance(content, ArticleContent) else content.situation


def _write(uow: UnitOfWork, item: KnowledgeItemRow, version: KnowledgeVersionRow, content: Content, at: datetime) -> None:
    version.content, version.title, version.lock = content.model_dump(mode="json"), content.title, version.lock + 1
    if isinstance(content, ArticleContent):
        version.effective_from, version.expires_on = content.effective_from, content.expires_on
    if item.current_id is None:
        item.title, item.kind, item.expires_on = content.title, kind_of(content), version.expires_on
    item.changed_at, item.state = at, version.state


def _draft(uow: UnitOfWork, version_id: str, actor: Actor) -> tuple[KnowledgeItemRow, KnowledgeVersionRow]:
    """Conflict when it is no draft; a unit's people write on their own unit's drafts alone."""
    item, version = repository.locked(uow, version_id)
    require_writer(actor, item.unit_code, item.sort)
    if not edits(actor) and version.author_id != actor.id:
        raise NotAllowed("这份草稿由别人起草。", "需要时请热线值班长处理。")
    if version.state != "draft":
        state: VersionState = version.state  # type: ignore[assignment]
        raise Conflict(f"这个版本{states.WORDS[state]}，内容不能再改。", "需要修改时请新建一个版本。")
    return item, version


def _next_code(uow: UnitOfWork, sort: str) -> str:
    """K and S with a running number; a number that somebody took meanwhile is a Conflict of the unique constraint."""
    letter = "K" if sort == "article" else "S"
    same = select(func.count()).select_from(KnowledgeItemRow).where(KnowledgeItemRow.sort == sort)
    number = (uow.session.scalar(same) or 0) + 1
    while uow.session.scalar(select(KnowledgeItemRow.id).where(KnowledgeItemRow.code == f"{letter}{number:04d}")):
        number += 1
    return f"{letter}{number:04d}"
