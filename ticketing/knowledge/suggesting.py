"""What is offered for the draft at hand without a word typed: articles by category and matter, scripts by situation."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from ticketing.calls.models import CallRow
from ticketing.drafts.schemas import DraftOut
from ticketing.knowledge import asking, finding, offering, ranking, repository
from ticketing.knowledge.finding import Candidate
from ticketing.knowledge.models import KnowledgeCategoryRow, KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.offering import Moment
from ticketing.knowledge.schemas import (
    CallMoment,
    KnowledgeHit,
    KnowledgeSuggestions,
    ScriptContent,
    ScriptOffer,
)
from ticketing.uow import UnitOfWork

BY_CATEGORY = 60
"""So many articles of the draft's category, and of its branches, are compared."""
SCRIPTS = 300
NEAR_WEIGHT = 0.2
"""How much likeness of words counts beside the category."""
LEAST = 8.0
"""An article that fits less is not offered."""
MOMENTS: Mapping[str, CallMoment] = {
    "offered": "offered",
    "answered": "answered",
    "held": "held",
    "wrap_up": "wrap_up",
    "ended": "wrap_up",
}


def of_draft(uow: UnitOfWork, draft: DraftOut | None, at: datetime) -> KnowledgeSuggestions:
    """Articles only once the draft says something of a matter; the everyday scripts also without a call."""
    articles = _articles(uow, draft, repository.today(uow, at)) if draft else ()
    return KnowledgeSuggestions(articles=articles, scripts=_scripts(uow, _moment(uow, draft)))


def _articles(uow: UnitOfWork, draft: DraftOut, day: date) -> tuple[KnowledgeHit, ...]:
    """Those in force alone, best first: the category counts most, then how much of the matter's words they share."""
    category = draft.category.code if draft.category else None
    query = asking.query(" ".join(filter(None, (draft.title, draft.object, draft.matter))))
    found = {one.item.id: one for one in (*_of_category(uow, category), *finding.candidates_near(uow, query))}
    scored = [(_score(one, category, query), one) for one in found.values() if _holds(one, day)]
    best = sorted((entry for entry in scored if entry[0] >= LEAST), key=lambda entry: (-entry[0], entry[1].item.code))
    chosen = [one for _, one in best[: uow.law.knowledge.suggested]]
    return tuple(finding.hit(uow, one, query.pairs, day, _why(one, draft, category)) for one in chosen)


def _score(one: Candidate, category: str | None, query: asking.Query) -> float:
    likeness = ranking.near(query, one.fields) or 0.0
    return ranking.by_category(category, one.categories) + NEAR_WEIGHT * likeness + ranking.by_uses(one.item.uses) / 4


def _why(one: Candidate, draft: DraftOut, category: str | None) -> str:
    if draft.category and ranking.by_category(category, one.categories) >= ranking.BRANCH:
        return f"事项分类：{draft.category.name}"
    return "诉求内容相近" if draft.matter else "标题相近"


def _holds(one: Candidate, day: date) -> bool:
    return one.standing(day) == "in_force"


def _of_category(uow: UnitOfWork, category: str | None) -> list[Candidate]:
    """Linked to the category itself, to a branch that it belongs to, or to a neighbour of its third level."""
    if not category:
        return []
    branches = [category[:length] for length in range(2, len(category) + 1)]
    within = KnowledgeCategoryRow.code.in_(branches) | KnowledgeCategoryRow.code.startswith(category[:6], autoescape=True)
    linked = select(KnowledgeCategoryRow.item_id).where(within)
    query = finding.shown().where(KnowledgeItemRow.sort == "article", KnowledgeItemRow.id.in_(linked))
    query = query.order_by(KnowledgeItemRow.uses.desc(), KnowledgeItemRow.code).limit(BY_CATEGORY)
    return finding.read(uow.session.execute(query).all())


def _moment(uow: UnitOfWork, draft: DraftOut | None) -> Moment:
    if draft is None:
        return Moment()
    call = uow.session.get(CallRow, draft.call_id) if draft.call_id else None
    return Moment(
        queue=call.queue if call else None,
        category=draft.category.code if draft.category else None,
        heard=tuple(dict.fromkeys(one.word for one in draft.urgent)),
        said="\n".join(filter(None, (draft.title, draft.matter, draft.wish))),
        moment=MOMENTS.get(call.state) if call else None,
        harassing=any(item.kind == "call" and item.state == "harassment" for item in draft.history),
    )


def _scripts(uow: UnitOfWork, now: Moment) -> tuple[ScriptOffer, ...]:
    query = finding.shown().where(KnowledgeItemRow.sort == "script").order_by(KnowledgeItemRow.code).limit(SCRIPTS)
    offered = {}
    for item, version in uow.session.execute(query):
        content = ScriptContent.model_validate(version.content)
        reason = offering.offer(content, now)
        if reason:
            offered[item.code] = (reason, item, version, content)
    order = offering.best([(reason, code) for code, (reason, *_) in offered.items()])
    return tuple(_offer(*offered[code]) for _, code in order)


def _offer(reason: offering.Offer, item: KnowledgeItemRow, version: KnowledgeVersionRow, content: ScriptContent) -> ScriptOffer:
    return ScriptOffer(
        item=item.id,
        version=version.id,
        number=version.number,
        code=item.code,
        title=content.title,
        situation=content.situation,
        steps=content.steps,
        why=reason.why,
    )
