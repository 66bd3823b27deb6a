"""Whom or what the matter is about: a company, a shop, an estate's management, a bus line, a person in a role.

A name is taken with the word that ends it (捷途汽车服务中心, 百姓康药房); a role alone (物业, 食堂) is given the place's name.
Nothing is added that was not said.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ticketing.drafting.facts import CategorySuggestion, Evidence, MatterType
from ticketing.drafting.numerals import SPOKEN
from ticketing.drafting.spoken import Said
from ticketing.drafting.tables import listed
from ticketing.drafting.troubles import Trouble
from ticketing.gazetteer import Place

_NAMED_LISTED = """
有限公司 供电公司 热力公司 燃气公司 自来水公司 排水公司 公交公司 快递公司 装修公司 家政公司 物业公司 搬家公司 旅行社 科技公司
通信公司 保险公司 公司 集团 科技 服务中心 培训中心 健身中心 月子中心 美容院 理发店 洗车店 药店 药房 大药房 诊所 卫生院 养老院
敬老院 幼儿园 培训班 培训机构 机构 健身房 健身会所 会所 超市 便利店 水果店 烧烤摊 烧烤店 火锅店 早餐店 蛋糕店 奶茶店 饭店 酒店
餐馆 餐厅 菜馆 土菜 面馆 食堂 夜市 棋牌室 麻将馆 网吧 酒吧 歌厅 宾馆 民宿 日租房 驿站 快递站 加油站 充电站 采石厂 喷涂厂
洗涤厂 水泥厂 化工厂 加工厂 豆腐坊 作坊 养猪场 养鸡场 养殖场 工厂 门店 专卖店 四s店 4s店 中介 工作室 直播间 银行 开发商 售楼部
售楼处 供电所 派出所 村委会 居委会 业委会 电动车棚 车棚 化粪池 水箱 变压器 箱变 柜台 专柜 平台 小程序 厂 俱乐部 合作社 公墓
客运站 政务大厅 水果摊 菜场 菜市场 装修队 施工队 泵房 水泵房 配电房 垃圾站 垃圾中转站 停车场 洗车行 修理厂 修理店 家具店
服装店 手机店 建材店 烟酒店 眼镜店 宠物店 宠物医院 影楼 琴行 驾校 学校 医院 托管班 早教中心 体检中心 口腔 口腔医院 律所 搬家队
家政 月嫂公司 房产中介 信托 基金 合作医疗站 卫生室 游泳馆 球馆 影院 电影院 景区 度假村 农家乐 酒楼 大排档 炸鸡店 麻辣烫店
包子铺 豆腐店 粮油店
"""
_ROLES_LISTED = """
物业 开发商 保安 食堂 班主任 房东 二房东 包工头 工头 施工单位 工地 司机 楼上 邻居 隔壁 摊贩 小贩 摊主 快递 共享单车 出租车
网约车 摩托车 大货车 渣土车 狗主人 广场舞 老板 中介 健身房 村干部 村书记 会计 医生 护士 教练 主播 售楼部
"""
_ROLE_SCORE = {
    "医生": 0.35,
    "护士": 0.45,
    "会计": 0.4,
    "班主任": 0.4,
    "保安": 0.35,
    "村干部": 0.6,
    "楼上": 0.5,
    "隔壁": 0.35,
    "老板": 0.45,
    "司机": 0.5,
}
"""Of one mention, where it differs from the others': witnesses and those who are asked are seldom whom a call is about."""
_NAMED = re.compile(rf"([\u4e00-\u9fffa-z0-9]{{0,8}}?)({'|'.join(sorted(_NAMED_LISTED.split(), key=len, reverse=True))})")
_ROLES = re.compile("|".join(sorted(_ROLES_LISTED.split(), key=len, reverse=True)))
_OF_PLACE = ("物业", "开发商", "保安", "食堂", "业委会", "售楼部", "工地", "施工单位", "班主任")
_CALLED = re.compile(
    r"(?:公司|店|厂|家|机构|平台|app|游戏|主播|学校|直播间|培训班|幼儿园|养老院|中心|"
    r"摊子?|会所|老板)(?:的)?(?:名字|招牌)?(?:是)?(?:就)?叫(?:做|个|啥|什么|的)?"
    r"(?P<name>[\u4e00-\u9fffa-z0-9]{2,10}?)(?=的|那|它|他|她|就|打|说|里|有|做|是|在|老板|开|搞|卖|，|$)"
)
_NEIGHBOUR = re.compile(
    r"(?P<who>楼上|楼下|对门|隔壁)(?:的|是|那户|那家|他家|"
    r"家)*(?P<number>[一二三四五六七八九零幺十两0-9]{3,5}(?![年月块元点度]))?(?P<more>邻居|"
    r"住户|租客|人家|一家)?"
)
_ROAD_BEFORE = ("工业", "纬", "经", "环", "区", "号")
_NO_NAME = re.compile("^(?:什么|啥|不知道|我|你|他|她|它|一个|那个|这个|人|大家|来|去)|^叫")
_ANYWHERE = listed("司机 出租车 网约车 快递 楼上 邻居 隔壁 房东 二房东 包工头 工头 中介 平台 小程序 主播 老板")
"""Belong to no place."""
_BUS = re.compile(r"([一二三四五六七八九十百零幺两\d]{1,4})路(?:公交车?|车|那|它|的|终点|司机|$)")
_CUT = re.compile(
    r"^.*(?:希望|要求|请|叫什么|叫做|叫|名字是|举报|投诉|反映|"
    r"[的在有是了我你他她它们这那个就到去跟找给从被和与说问让家把不也都还得着过上里面向对为以及用卖买开旁边下讲要内]|"
    r""
    r"什么|一个|附近|门口|对面|对门|后头|一共)"
)
_GENERIC_LISTED = """
公司 机构 平台 厂 银行 科技 集团 柜台 门店 工厂 夜市 中介 饭店 酒店 餐厅 超市 食堂 驿站 开发商 派出所 居委会 村委会 业委会
排水公司 小程序 药店
"""
_GENERIC = frozenset(_GENERIC_LISTED.split())
_NEUTRAL = re.compile("(?:派出所|居委会|村委会|银行|业委会|排水公司)$")
BUILDING = re.compile(r"^[^，]{1,5}?(?:号楼|栋楼|栋|幢|号院)")
_MOST = 14
NAMED = 0.7
"""Confidence of an object with a name of its own."""
_LATER = 0.03
AGAIN = 0.12
"""For each further mention of the same name."""
THING, AGREED = 0.62, 0.25
NO_THING = listed(
    "治安 工资 社保 轻生 劳动关系 窗口 工单 噪声 异味 停车 未成年人充值 工伤 食品 食物 "
    "电费 水费 电压 直播购物 商品 通信业务 楼上漏水 预付卡 "
    "火情 村务 集资 过渡费 违建 供水 供电 定金 网购 标价 秤 学生 医院"
)
_DENIED = re.compile("(?:没得|没有|不是|不用找|问了)$")


def matter_object(
    said: Sequence[Said],
    kind: MatterType,
    place: Place | None,
    categories: Sequence[CategorySuggestion],
    wrong: Sequence[Trouble] = (),
) -> tuple[str, Evidence | None]:
    """The object and the words it was taken from; what was asked about in a consultation; empty when nothing was named."""
    if kind == "consultation" and categories:
        return categories[0].name, Evidence(None, categories[0].why, categories[0].score)
    totals: dict[str, float] = {}
    heard: dict[str, Evidence] = {}
    for text, score, evidence in (*_candidates(said, place), *_things(place, wrong, categories)):
        totals[text] = totals[text] + AGAIN if text in totals else score
        heard.setdefault(text, evidence)
    if not totals:
        return _place_itself(place, said)
    best = max(totals, key=lambda text: (totals[text], len(text)))
    return best, heard[best]


def _things(
    place: Place | None, wrong: Sequence[Trouble], categories: Sequence[CategorySuggestion]
) -> Iterator[tuple[str, float, Evidence]]:
    """What is broken there (油坊小区化粪池); more so where the category says so too."""
    where = place.text if place is not None and place.gazetteer is not None else ""
    names = "".join(f"{one.name}、{one.why}、" for one in categories[:1])
    for one in wrong[:2]:
        agreed = any(one.thing[i : i + 2] in names for i in range(len(one.thing) - 1))
        if one.thing not in NO_THING:
            yield f"{where}{one.thing}", THING + (AGREED if agreed else 0.0), one.evidence


def _place_itself(place: Place | None, said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """Where nobody is named the matter is about the place: a park, a road."""
    if place is None or place.gazetteer is None:
        return "", None
    one = next((one for one in said if place.gazetteer in one.text), None)
    building = BUILDING.match(place.detail or "")
    return f"{place.text}{building[0] if building else ''}", Evidence(one.index if one else None, place.gazetteer, 0.4)


def _candidates(said: Sequence[Said], place: Place | None) -> Iterator[tuple[str, float, Evidence]]:
    position = 0
    for one in said:
        weight = 1.0 - position * _LATER if one.channel == "caller" else 0.3
        position += one.channel == "caller"
        yield from ((text, score * weight, evidence) for text, score, evidence in _in_turn(one, place))


@lru_cache(maxsize=4_096)
def _in_turn(one: Said, place: Place | None) -> tuple[tuple[str, float, Evidence], ...]:
    return tuple(_named_in(one, place))


def _named_in(one: Said, place: Place | None) -> Iterator[tuple[str, float, Evidence]]:
    for found in _BUS.finditer(one.text):
        if one.text[max(0, found.start() - 2) : found.start()].endswith(_ROAD_BEFORE):
            continue
        yield f"{found[1]}路公交", 1.2, Evidence(one.index, found[0], NAMED - 0.05)
    for found in _CALLED.finditer(one.text):
        name = re.sub(rf"[{SPOKEN}十百千万].*$", "", found["name"])
        if len(name) < 2 or _NO_NAME.search(name):
            continue
        yield name, 1.15, Evidence(one.index, found[0], NAMED)
    for found in _NEIGHBOUR.finditer(one.text):
        if found["number"] or found["more"]:
            yield f"{found['who']}{found['number'] or ''}住户", 0.7, Evidence(one.index, found[0], 0.5)
    for found in _NAMED.finditer(one.text):
        if _DENIED.search(one.text[: found.end() - len(found[2])]):
            continue
        name = _CUT.sub("", found[1]) + found[2]
        if len(name) > len(found[2]) + 1 and not set(found[1]) <= set(SPOKEN):
            score = 0.35 if _NEUTRAL.search(name) else 1.1
            yield name[-_MOST:], score, Evidence(one.index, name, NAMED)
        elif found[2] not in _GENERIC or found[2] in _OF_PLACE:
            yield from _role(found[2], one, place, 0.8)
    for found in _ROLES.finditer(one.text):
        if _DENIED.search(one.text[: found.start()]):
            continue
        yield from _role(found[0], one, place, _ROLE_SCORE.get(found[0], 0.55))


def _role(word: str, one: Said, place: Place | None, score: float) -> Iterator[tuple[str, float, Evidence]]:
    named = place is not None and place.gazetteer is not None and word not in _ANYWHERE
    if place is not None and word in ("学校", "医院", "公园") and re.search("[学院园校]$", place.text):
        return
    text = f"{place.text}{word}" if place is not None and named and word not in place.text else word
    yield text, score, Evidence(one.index, word, 0.6 if named else 0.45)
