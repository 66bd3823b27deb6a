"""Reviewing: another person than the author consents or sends back; what is shown from today on; what is taken out of use."""

from datetime import datetime

from config.errors import NotAllowed
from ticketing.knowledge import index, repository, states
from ticketing.knowledge.editing import NOTICE, kind_of, move
from ticketing.knowledge.models import KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.schemas import KnowledgeVersionOut
from ticketing.knowledge.who import require_editor
from ticketing.notices import service as notices
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def publish(uow: UnitOfWork, version_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """Consent: shown at once, or from its first day on. NotAllowed for the author, unless the setting lets them."""
    item, version = _submitted(uow, version_id, actor)
    if version.author_id == actor.id and not uow.law.knowledge.author_may_review:
        raise NotAllowed("自己起草的版本须由别人审核。", "请另一位值班长审核。")
    consent(uow, item, version, by=actor.id, at=at)
    _tell_author(uow, version, f"“{version.title}”第{version.number}版已通过审核。", actor, at)
    return repository.version_out(uow, version, repository.today(uow, at))


def consent(uow: UnitOfWork, item: KnowledgeItemRow, version: KnowledgeVersionRow, *, by: str, at: datetime) -> None:
    command = states.review_of(version.effective_from, repository.today(uow, at))
    if command == "publish":
        show(uow, item, version, by=by, at=at)
    else:
        move(uow, item, version, command, by=by, at=at)


def give_back(uow: UnitOfWork, version_id: str, reason: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """Not as it is: the version stays as it was read, and its author writes the next one."""
    item, version = _submitted(uow, version_id, actor)
    move(uow, item, version, "return", by=actor.id, at=at, reason=reason)
    _tell_author(uow, version, f"“{version.title}”第{version.number}版被退回：{reason}", actor, at)
    return repository.version_out(uow, version, repository.today(uow, at))


def withdraw(uow: UnitOfWork, version_id: str, reason: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """Nobody finds it any more; who has cited it can still read it."""
    require_editor(actor)
    item, version = repository.locked(uow, version_id)
    move(uow, item, version, "withdraw", by=actor.id, at=at, reason=reason)
    if item.current_id == version.id:
        item.current_id = None
        index.renew(uow, item, None)
    return repository.version_out(uow, version, repository.today(uow, at))


def show(uow: UnitOfWork, item: KnowledgeItemRow, version: KnowledgeVersionRow, *, by: str, at: datetime) -> None:
    """The version takes the place of the one that was shown, in one transaction; the item's row is locked."""
    if item.current_id:
        before = repository.version_row(uow, item.current_id)
        move(uow, item, before, "supersede", by=by, at=at, reason=f"第{version.number}版已发布")
    move(uow, item, version, "publish", by=by, at=at)
    content = repository.content_of(version)
    item.current_id, item.title, item.kind, item.expires_on = version.id, version.title, kind_of(content), version.expires_on
    index.renew(uow, item, version)


def _submitted(uow: UnitOfWork, version_id: str, actor: Actor) -> tuple[KnowledgeItemRow, KnowledgeVersionRow]:
    require_editor(actor)
    return repository.locked(uow, version_id)


def _tell_author(uow: UnitOfWork, version: KnowledgeVersionRow, text: str, actor: Actor, at: datetime) -> None:
    if version.author_id != actor.id:
        link = f"/knowledge/items?item={version.item_id}"
        notices.tell(uow, NOTICE, f"知识库{text}", at=at, link=link, people=(version.author_id,))
