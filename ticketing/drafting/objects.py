"""Whom or what the matter is about: a company, a shop, an estate's management, a bus line, a person in a role.

A name is taken with the word that ends it (捷途汽车服务中心, 百姓康药房); a role alone (物业, 食堂) is given the place's name.
Nothing is added that was not said.
"""

import re
from collections.abc import Iterator, Sequence

from ticketing.drafting.facts import CategorySuggestion, Evidence, MatterType
from ticketing.drafting.numerals import SPOKEN
from ticketing.drafting.spoken import Said
from ticketing.gazetteer import Place

_NAMED_LISTED = """
有限公司 供电公司 热力公司 燃气公司 自来水公司 排水公司 公交公司 快递公司 装修公司 家政公司 物业公司 搬家公司 旅行社 科技公司
通信公司 保险公司 公司 集团 科技 服务中心 培训中心 健身中心 月子中心 美容院 理发店 洗车店 药店 药房 大药房 诊所 卫生院 养老院
敬老院 幼儿园 培训班 培训机构 机构 健身房 健身会所 会所 超市 便利店 水果店 烧烤摊 烧烤店 火锅店 早餐店 蛋糕店 奶茶店 饭店 酒店
餐馆 餐厅 菜馆 土菜 面馆 食堂 夜市 棋牌室 麻将馆 网吧 酒吧 歌厅 宾馆 民宿 日租房 驿站 快递站 加油站 充电站 采石厂 喷涂厂
洗涤厂 水泥厂 化工厂 加工厂 豆腐坊 作坊 养猪场 养鸡场 养殖场 工厂 门店 专卖店 四s店 4s店 中介 工作室 直播间 银行 开发商 售楼部
售楼处 供电所 派出所 村委会 居委会 业委会 电动车棚 车棚 化粪池 水箱 变压器 箱变 柜台 专柜 平台 小程序 厂
"""
_ROLES_LISTED = """
物业 开发商 保安 食堂 班主任 房东 二房东 包工头 工头 施工单位 工地 司机 楼上 邻居 隔壁 摊贩 小贩 摊主 快递 共享单车 出租车
网约车 摩托车 大货车 渣土车 狗主人 广场舞 老板 中介 健身房 村干部 村书记 会计 医生 护士 教练 主播 售楼部
"""
_NAMED = re.compile(rf"([\u4e00-\u9fffa-z0-9]{{0,8}}?)({'|'.join(sorted(_NAMED_LISTED.split(), key=len, reverse=True))})")
_ROLES = re.compile("|".join(sorted(_ROLES_LISTED.split(), key=len, reverse=True)))
_OF_PLACE = ("物业", "开发商", "保安", "食堂", "业委会", "售楼部", "工地", "施工单位", "班主任")
_BUS = re.compile(r"([一二三四五六七八九十百零幺两\d]{1,4})路(?:公交车?|车|那|它|的|终点|司机|$)")
_CUT = re.compile(
    r"^.*(?:叫什么|叫做|叫|名字是|举报|投诉|反映|[的在有是了我你他她它们这那个就到去跟找给从被和与说问让家把不也都还得着过上里面向对为以及用卖买开旁边下讲要内]|"
    r"什么|一个|附近|门口|对面|对门|后头|一共)"
)
_GENERIC_LISTED = """
公司 机构 平台 厂 银行 科技 集团 柜台 门店 工厂 夜市 中介 饭店 酒店 餐厅 超市 食堂 驿站 开发商 派出所 居委会 村委会 业委会
排水公司 小程序 药店
"""
_GENERIC = frozenset(_GENERIC_LISTED.split())
_NEUTRAL = re.compile("(?:派出所|居委会|村委会|银行|业委会|排水公司)$")
_MOST = 14
NAMED = 0.7
"""Confidence of an object with a name of its own."""
_LATER = 0.03


def matter_object(
    said: Sequence[Said], kind: MatterType, place: Place | None, categories: Sequence[CategorySuggestion]
) -> tuple[str, Evidence | None]:
    """The object and the words it was taken from; what was asked about in a consultation; empty when nothing was named."""
    if kind == "consultation" and categories:
        return categories[0].name, Evidence(None, categories[0].why, categories[0].score)
    totals: dict[str, float] = {}
    heard: dict[str, Evidence] = {}
    for text, score, evidence in _candidates(said, place):
        totals[text] = totals.get(text, 0.0) + score
        heard.setdefault(text, evidence)
    if not totals:
        return _place_itself(place, said)
    best = max(totals, key=lambda text: (totals[text], len(text)))
    return best, heard[best]


def _place_itself(place: Place | None, said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """Where nobody is named the matter is about the place: a park, a road."""
    if place is None or place.gazetteer is None:
        return "", None
    one = next((one for one in said if place.gazetteer in one.text), None)
    return place.gazetteer, Evidence(one.index if one else None, place.gazetteer, 0.4)


def _candidates(said: Sequence[Said], place: Place | None) -> Iterator[tuple[str, float, Evidence]]:
    position = 0
    for one in said:
        weight = 1.0 - position * _LATER if one.channel == "caller" else 0.3
        position += one.channel == "caller"
        yield from ((text, score * weight, evidence) for text, score, evidence in _in_turn(one, place))


def _in_turn(one: Said, place: Place | None) -> Iterator[tuple[str, float, Evidence]]:
    for found in _BUS.finditer(one.text):
        yield f"{found[1]}路公交", 1.2, Evidence(one.index, found[0], NAMED - 0.05)
    for found in _NAMED.finditer(one.text):
        name = _CUT.sub("", found[1]) + found[2]
        if len(name) > len(found[2]) + 1 and not set(found[1]) <= set(SPOKEN):
            score = 0.35 if _NEUTRAL.search(name) else 1.1
            yield name[-_MOST:], score, Evidence(one.index, name, NAMED)
        elif found[2] not in _GENERIC or found[2] in _OF_PLACE:
            yield from _role(found[2], one, place, 0.8)
    for found in _ROLES.finditer(one.text):
        yield from _role(found[0], one, place, 0.55)


def _role(word: str, one: Said, place: Place | None, score: float) -> Iterator[tuple[str, float, Evidence]]:
    named = place is not None and place.gazetteer is not None and word in _OF_PLACE
    text = f"{place.text}{word}" if place is not None and named and word not in place.text else word
    yield text, score, Evidence(one.index, word, 0.6 if named else 0.45)
