"""A city's knowledge base of any size, made by rule: matters of the directory in the words of offices, the same each time.

Sentences repeat as they do in real bases (identity card, window, working days), so that common words stand in most articles and
only a few name what is asked for.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from config.ids import new_id
from ticketing.directory import City
from ticketing.knowledge import index
from ticketing.knowledge.models import KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.schemas import ArticleContent
from ticketing.uow import UnitOfWork

DEEDS = (
    *("办理条件", "所需材料", "办理流程", "收费标准", "补贴申请", "投诉处理", "查询方式", "变更手续"),
    *("注销手续", "补办手续", "预约方式", "办理时限", "减免政策", "跨省通办", "代办要求", "整改要求"),
)
PEOPLE = ("居民", "企业", "老年人", "学生", "新市民", "残疾人", "个体工商户", "退役军人", "业主", "租户", "职工", "儿童")
ASKS = (
    "怎么{matter}",
    "{who}{matter}要什么材料",
    "{matter}多久能办好",
    "{place}哪里可以办{matter}",
    "{matter}要多少钱",
    "{matter}没人管怎么办",
)
SENTENCES = (
    "{who}申请{matter}的，应当持居民身份证原件到{place}政务服务窗口提出，窗口工作人员当场核对材料。",
    "材料齐全且符合法定形式的，受理后{days}个工作日内办结，办结结果以短信告知申请人。",
    "材料不齐的，窗口一次性告知需要补充的全部内容，{days}个工作日内补齐的不再重新取号。",
    "涉及{matter}的收费按照市发展和改革部门公布的标准执行，不得另行收取任何费用。",
    "委托他人代办的，还需提供委托书和受托人身份证；{who}行动不便的，可以预约上门服务。",
    "对{matter}的处理结果有异议的，可以在收到通知之日起六十日内申请行政复议。",
    "{place}范围内由属地街道会同行业主管部门共同负责，跨区域事项由先收到的单位牵头。",
    "遇有节假日顺延；紧急情形先行处置，{days}日内补办手续，并留存现场照片和记录。",
    "线上可通过政务服务网或者手机应用提交，系统自动核验户籍、社保、不动产信息，无需重复提交。",
)
LINES = 14
BATCH = 500


def written(city: City, count: int, at: datetime, *, seed: int = 12345) -> Iterator[ArticleContent]:
    """Articles whose titles differ; one in fifty has expired."""
    chance = random.Random(seed)
    matters = [(one.name, one.code) for one in city.categories.values()]
    places = [one.name for one in city.places]
    for number in range(count):
        matter, code = matters[number % len(matters)]
        who, deed = chance.choice(PEOPLE), chance.choice(DEEDS)
        words = {"matter": matter, "who": who, "place": chance.choice(places), "days": str(chance.randint(1, 60))}
        say = partial(str.format, **words)
        lines = [say(chance.choice(SENTENCES)) for _ in range(chance.randint(LINES // 2, LINES))]
        gone = at.date() - timedelta(days=chance.randint(1, 300)) if number % 50 == 49 else None
        yield ArticleContent(
            title=f"{who}{matter}{deed}（{words['place']}{number}号规程）",
            kind=chance.choice(("policy", "faq", "guide")),
            questions=tuple(say(one) for one in chance.sample(ASKS, 3)),
            short_answer=say("{who}持身份证到{place}政务服务窗口办理，{days}个工作日办结。"),
            body="\n".join(("# 办理", *lines[:-2], "# 注意", *(f"- {line}" for line in lines[-2:]))),
            categories=(code,),
            source=f"{matter}办事规程",
            document_number=f"宁政规〔2025〕{number}号",
            expires_on=gone,
        )


def fill(uow: UnitOfWork, articles: Sequence[ArticleContent], first: int, at: datetime) -> None:
    """Shown as if a reviewer had consented to each."""
    chance = random.Random(first)
    for number, content in enumerate(articles, first):
        item, version = new_id(), new_id()
        row = KnowledgeItemRow(
            id=item, sort="article", code=f"B{number:06d}", unit_code="NW-ZW", current_id=version, open_id=None,
            title=content.title, kind=content.kind, state="published", expires_on=content.expires_on, changed_at=at,
            created_at=at, created_by="bench", uses=chance.choice((0, 0, 0, 1, 5, 40)),
        )  # fmt: skip
        shown = KnowledgeVersionRow(
            id=version, item_id=item, number=1, state="published", lock=1, title=content.title,
            content=content.model_dump(mode="json"), effective_from=None, expires_on=content.expires_on, author_id="bench",
            created_at=at, expiry_told_at=None,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        uow.session.add(shown)
        uow.session.flush()
        index.renew(uow, row, shown)


def typed(articles: Sequence[ArticleContent], count: int, *, seed: int = 7) -> list[str]:
    """What the box asks for while questions are typed, two characters at a time; each fifth has words of two articles."""
    chance = random.Random(seed)
    said: list[str] = []
    while len(said) < count:
        one, other = chance.sample(articles, 2)
        asked = chance.choice(one.questions)
        question = chance.choice(
            (asked, one.title[:12], f"请问{asked}", f"{one.source} 身份证", f"{asked[:6]}能不能由{other.title[:6]}代替")
        )
        said += [question[:end] for end in range(2, len(question) + 2, 2)]
    return said[:count]
