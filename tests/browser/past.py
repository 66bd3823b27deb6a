"""Eight weeks at work before the pictures are taken: calls, tickets in every state, lost callers, a duty session.

Told to the service's own database by the services that would have told it, so that drafts are composed, units chosen and
histories written by the product. Names, numbers and matters are invented, and so are the figures that they add up to: hardly
any draft is edited here, which says nothing of drafts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Settings
from tests.ticketing.story import Story
from tests.ticketing.walk import walk
from ticketing.calls import service as calls
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.drafts import service as drafts
from ticketing.duty import service as duty

WEEKS = 8
CALLS = 60
EVERY = timedelta(weeks=WEEKS) / CALLS
FALLBACK = "NW-ZW"
HANDLING = ("sign", "start_handling", "report", "pass_review", "close")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a caller says, what the agent makes of it, and what they answer where it ends on the spot."""

    said: tuple[str, ...]
    answer: str = ""
    edits: Mapping[str, str] | None = None


MATTERS: Sequence[Matter] = (
    Matter(
        (
            "我要投诉人民路一百三十四号的工地，每天晚上十一点到早上五点施工",
            "噪音太大了家里老人睡不着，希望晚上不要再施工",
        ),
        edits={"title": "人民路134号工地夜间施工噪音扰民"},
    ),
    Matter(("我们阳光花园小区门口的路灯坏了三天了", "晚上出门很不方便，希望尽快修好，我姓赵")),
    Matter(("幸福小区二号楼停水两天了，家里老人做不了饭", "请派人来看看，我的电话是一六四零零零零一二三四")),
    Matter(("请问医保卡丢了应该到哪里去补办",), "请带身份证到就近的社区服务中心或医保经办窗口补办，当场可取。"),
    Matter(("我想咨询一下孩子上小学需要准备什么材料",), "户口本、房产证或租房合同、预防接种证，八月上旬按学区登记。"),
    Matter(
        (
            "文昌花园三栋楼下的烧烤店油烟特别大，每天下午五点到夜里一点都不敢开窗",
            "还有人行道上全是油，希望城管去查一查",
        ),
        edits={"wish": "请城管查处油烟扰民，并要求店家清洗人行道上的油污"},
    ),
    Matter(("老城区十二路公交车早高峰半个多小时不来一趟", "站台上全是人，建议高峰期加开几班"), edits={"object": "12路公交"}),
    Matter(("书香门第小区的电梯昨天下午又停了", "物业说没钱修，二十几层的老人下不了楼")),
    Matter(("我在城西买的楼房，开发商说好去年十月交房，到现在都没有交", "我们三百多户都在等，希望政府出面协调")),
    Matter(("想表扬一下社区的小王，前天下大雨背着我家老人去医院",), "感谢您的肯定，我们会转达给本人和社区。"),
    Matter(("钟鼓家园后面的河沟又黑又臭，已经半年多了", "夏天蚊子特别多，请环保局治理一下")),
    Matter(("公司拖欠我三个月工资，老板电话也不接", "我们一共八个人，身份证号五二九八零九一九八九零一一四八一二六")),
)
LOST = (("16400000021", 1), ("16400000022", 3), ("16400000023", 2))


def tell(settings: Settings, people: Mapping[str, str], now: datetime) -> None:
    """``people``: ids by user name (agent1, agent2, leader1, boss1); ``settings`` are those of the instance."""
    database = open_database(settings.database_url, city=load_city(settings.law.city_data), law=settings.law, lock=False)
    try:
        story = Story(database)
        _calls(story, people, now)
        _lost(story, now)
        _duty(story, people, now)
    finally:
        database.close()


def _calls(story: Story, people: Mapping[str, str], now: datetime) -> None:
    for number in range(CALLS):
        start = now - timedelta(weeks=WEEKS) + number * EVERY
        matter = MATTERS[number * 7 % len(MATTERS)]
        agent = people["agent1" if number % 3 else "agent2"]
        call = _talk(story, agent, f"164{10_000_000 + number * 7_919:08d}", matter, start)
        end = start + timedelta(seconds=150)
        if matter.answer:
            story.do(drafts.answer, call, None, matter.answer, agent, end)
        elif number % 13 == 5:
            outcome = ("silent", "harassment", "wrong_number")[number % 3]
            story.do(calls.set_outcome, call, outcome, agent, end)
        else:
            ticket = story.do(drafts.dispatch, call, None, agent, end)
            story.do(walk, ticket.id, *HANDLING[: (CALLS - number) // 5], by=agent, at=end + timedelta(hours=2))


def _talk(story: Story, agent: str, number: str, matter: Matter, start: datetime) -> str:
    call = story.answered(agent, number, start=start, waited=3 + int(number) % 23)
    story.says(call, "您好，请问有什么可以帮您", 8, "agent")
    for index, said in enumerate(matter.said):
        story.says(call, said, 14 + 12 * index)
    draft = story.do(drafts.refill, call, start + timedelta(seconds=60))
    changes = dict(matter.edits or {}) if int(number) % 2 else {}
    if draft and not draft.unit:
        changes["unit"] = FALLBACK
    if draft and changes:
        story.do(drafts.edit, call, draft.version, changes, agent, start + timedelta(seconds=90))
    story.ended(call, agent, 60 + int(number) % 240, start, talked_s=50.0 + int(number) % 240, recording=None)
    return call


def _lost(story: Story, now: datetime) -> None:
    for number, count in LOST:
        for nth in range(count):
            story.abandoned(number, start=now - timedelta(minutes=90 - 20 * nth), waited=40)


def _duty(story: Story, people: Mapping[str, str], now: datetime) -> None:
    start = now - timedelta(days=6)
    leader = people["leader1"]
    session = story.session(leader, start)
    for number in range(7):
        at = start + timedelta(minutes=8 * number)
        call = story.answered(leader, f"1630000{number:04d}", queue=f"duty:{session}", start=at)
        story.says(call, MATTERS[number].said[0])
        story.do(drafts.refill, call, at)
        story.ended(call, leader, start=at)
        if number % 3:
            story.do(duty.judge, session, call, "on_the_spot", leader, at + timedelta(minutes=4), "已当场解答。")
    story.do(duty.close, session, leader, start + timedelta(hours=2))
