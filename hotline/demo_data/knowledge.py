"""The trial house's knowledge base: its articles and scripts, what runs out, and how it is used from the first day on."""

from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from typing import Literal

from hotline.demo_data.town import Town
from ticketing.drafts import service as drafts
from ticketing.knowledge import citing, editing, feedback, finding, importing, repository, reviewing
from ticketing.knowledge.models import KnowledgeItemRow
from ticketing.knowledge.schemas import (
    ArticleContent,
    CitationIn,
    FeedbackAnswerIn,
    KnowledgeContentIn,
    KnowledgeFeedbackIn,
    KnowledgeHit,
    Sort,
)
from ticketing.tickets.actor import LAW_ITSELF, Actor, actor_of
from ticketing.uow import UnitOfWork

TABLES: tuple[tuple[Sort, str], ...] = (("article", "articles.csv"), ("script", "scripts.csv"))
EDITOR = "supervisor1"
ENDING = "K0033", timedelta(days=12)
OVER = "K0017", timedelta(days=-2)
"""Articles that run out so long after the present, or have run out already."""
SEARCHES = (
    "公积金租房提取", "医保断缴", "小学报名", "夜间施工", "公租房申请", "垃圾几点扔", "停车收费", "新生儿上户口",
    "电梯困人", "法律援助", "无人机飞行申请", "宠物医院执照", "摇号购车", "社保转移", "养老金认证", "预付卡退费",
)  # fmt: skip
SAID: tuple[tuple[Literal["wrong", "outdated", "missing"], str, str], ...] = (
    ("outdated", "K0026", "收费标准本月起调整，首小时四元"),
    ("wrong", "K0029", "公交失物电话打不通，请核对"),
    ("missing", "无人机飞行申请", "这周有三个市民问"),
)


def bring_in(town: Town) -> None:
    """Both tables, written by the house itself and consented to by its supervisor."""
    for sort, name in TABLES:
        content = (files("hotline.demo_data") / name).read_bytes()
        town.do(importing.take, name, content, sort, by=LAW_ITSELF, reviewer=town.person(EDITOR), at=town.now)


def plan(town: Town) -> None:
    """Searches and feedback through the weeks; some articles run out about the present; one waits for review."""
    span = town.until - town.since
    for n, q in enumerate(SEARCHES * 2):
        town.later(town.since + span * ((n + 0.5) / (2 * len(SEARCHES))), partial(_search, town, q))
    for n, said in enumerate(SAID):
        town.later(town.since + span * (0.3 + 0.2 * n), partial(_say, town, said))
    for code, ends in (ENDING, OVER):
        day = town.database.calendar.local(town.until + ends).date()
        town.later(town.since + span * 0.02, partial(_end_on, town, code, day.isoformat()))
    town.later(town.since + span * 0.9, partial(_propose, town))


def answer(town: Town, call: str, question: str, otherwise: str, agent: str, at: datetime) -> str:
    """What the agent says to a question: cited from the best article that holds, else in their own words."""
    who = town.person(agent)
    town.do(citing.searched, question[:200], by=who, at=at)
    found = town.read(lambda uow: finding.find(uow, question[:200], at)).items
    hit = next((one for one in found if one.standing == "in_force" and one.short_answer), None)
    return otherwise if hit is None else town.do(_cited, call, hit, who, at)


def _cited(uow: UnitOfWork, call: str, hit: KnowledgeHit, who: str, at: datetime) -> str:
    citing.read(uow, hit.version, call, by=who, at=at)
    new = CitationIn(version=hit.version, draft=call, phrase=hit.short_answer)
    cited = citing.cite(uow, new, drafts.get(uow, call), by=who, at=at)
    return f"{cited.phrase}{cited.mark}"


def _search(town: Town, q: str, at: datetime) -> None:
    who = town.person(town.random.choice(("agent1", "agent2", "agent3")))
    town.do(citing.searched, q, by=who, at=at)
    for hit in town.read(lambda uow: finding.find(uow, q, at)).items[:1]:
        town.do(citing.read, hit.version, None, by=who, at=at)
        if town.chance(0.4):
            town.do(feedback.give, KnowledgeFeedbackIn(kind="useful", version=hit.version), by=who, at=at)


def _say(town: Town, said: tuple[Literal["wrong", "outdated", "missing"], str, str], at: datetime) -> None:
    """The first is answered by the editor, the others still wait."""
    kind, about, note = said
    version = None if kind == "missing" else town.read(lambda uow: _item(uow, about).current_id)
    new = KnowledgeFeedbackIn(kind=kind, version=version, asked=about if version is None else "", note=note)
    given = town.do(feedback.give, new, by=town.person("agent2"), at=at)
    if said is SAID[0]:
        told = FeedbackAnswerIn(outcome="kept", answer="已向停车经营公司核实，调整尚未公布，现行标准不变。")
        town.do(feedback.answer, given.id, told, actor=_editor(town), at=at + timedelta(hours=2))


def _end_on(town: Town, code: str, day: str, at: datetime) -> None:
    version = _next(town, code, {"expires_on": day}, LAW_ITSELF, at)
    town.attempt(reviewing.publish, version, actor=_editor(town), at=at)


def _propose(town: Town, at: datetime) -> None:
    """A next version that nobody has reviewed yet."""
    body = (
        "# 道路泊位\n- 二十分钟内免费\n- 首小时四元，之后每小时三元，单日封顶三十元\n# 申诉\n登记停车场名称、时间、金额、票据。"
    )
    _next(town, "K0026", {"body": body}, LAW_ITSELF, at)


def _next(town: Town, code: str, changes: dict[str, str], by: Actor, at: datetime) -> str:
    """The next version of an article with these changes, handed in; its id."""
    item = town.read(lambda uow: _item(uow, code).id)
    draft = town.do(editing.next_version, item, actor=by, at=at)
    assert draft.article is not None
    article = ArticleContent.model_validate(draft.article.model_dump() | changes)
    town.do(editing.save, draft.id, KnowledgeContentIn(lock=draft.lock, article=article), actor=by, at=at)
    town.do(editing.submit, draft.id, actor=by, at=at)
    return draft.id


def _item(uow: UnitOfWork, code: str) -> KnowledgeItemRow:
    return repository.item_of_code(uow, code)


def _editor(town: Town) -> Actor:
    return actor_of(town.people[EDITOR])
