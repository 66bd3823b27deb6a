"""The form that a hotline starts with: what a caller of 12345 may expect of a call, and what must never happen."""

from ticketing.quality.form import Criterion, FormBody, Group

FAMILY = "12345"
ID = "quality-form-12345-1"
TITLE = "12345来电服务评分表"


def _yes(code: str, title: str, hint: str, weight: int = 1, *, fatal: bool = False, optional: bool = True) -> Criterion:
    return Criterion(code=code, title=title, hint=hint, weight=weight, fatal=fatal, optional=optional)


def _points(code: str, title: str, hint: str, weight: int = 1, most: int = 5, *, optional: bool = True) -> Criterion:
    return Criterion(code=code, title=title, hint=hint, kind="points", weight=weight, most=most, optional=optional)


BODY = FormBody(
    groups=(
        Group(
            code="greeting",
            title="开头",
            weight=10,
            criteria=(
                _yes("greeted", "规范问候", "三秒内应答，报12345和工号，语速平稳。", 2, optional=False),
                _yes("addressed", "询问称呼", "问明怎样称呼，通话中用称呼。"),
            ),
        ),
        Group(
            code="listening",
            title="倾听与理解",
            weight=20,
            criteria=(
                _points("let_speak", "让市民把话说完", "不抢话，不打断；市民激动时先回应情绪。", 2, optional=False),
                _points("asked_well", "追问到位", "何时、何地、何人、何事、要什么结果，缺的都问了。", 3),
                _yes("restated", "复述确认", "用自己的话复述诉求，市民认可。", 2),
            ),
        ),
        Group(
            code="verification",
            title="核实",
            weight=15,
            criteria=(
                _yes("place_verified", "核实地点", "街道、小区或道路、楼栋门牌，复述过。", 2),
                _yes("number_verified", "核实回访号码", "确认来电号码能否回访；另留的号码复述过。", 2),
                _yes("recording_paused", "证件号码不入录音", "市民报身份证号、银行卡号时暂停录音。"),
            ),
        ),
        Group(
            code="policy",
            title="政策与答复",
            weight=20,
            criteria=(
                _yes("policy_right", "政策准确", "答复有依据、不过期；不清楚的不编，转派或回电。", 3),
                _yes("no_promise", "不越权承诺", "不替承办单位承诺结果和时间。", 1),
                _points("clear", "说得明白", "市民听得懂，知道下一步做什么。", 1),
            ),
        ),
        Group(
            code="ticket",
            title="工单",
            weight=20,
            criteria=(
                _yes("type_right", "类型与事项正确", "诉求类型、五级事项与市民所说一致。", 2),
                _points("complete", "内容完整", "标题、地点、经过、诉求、号码齐全，与录音一致，无添加。", 3),
                _yes("outcome_right", "处理结果属实", "在线解答确已解答；无声、错号、骚扰确属如此。", 2, optional=False),
                _yes("kin_seen", "查过相似工单", "同一事项有在办工单的，补充而不重开。"),
            ),
        ),
        Group(
            code="manner",
            title="态度与结尾",
            weight=15,
            criteria=(
                _points("tone", "语气", "耐心、平和、有温度，不推诿、不反问。", 3, optional=False),
                _yes("time_told", "告知谁办、何时回复", "转派的，说明由谁办理、多久联系。"),
                _yes("closed_well", "规范结束", "问过还有无其他需要，市民先挂机。"),
            ),
        ),
        Group(
            code="never",
            title="底线",
            weight=1,
            criteria=(
                _yes(
                    "urgent_seen",
                    "紧急情况当即识别",
                    "危及生命、燃气、轻生等，当即联系110、119、120或值班长。",
                    1,
                    fatal=True,
                ),
                _yes("no_abuse", "未辱骂、嘲讽、挂断市民", "有其一即否决。", 1, fatal=True, optional=False),
                _yes("no_leak", "未泄露举报人、诉求人信息", "不向第三人透露姓名、号码、地址。", 1, fatal=True, optional=False),
                _yes("no_falsehood", "未弄虚作假", "未代市民确认，未虚假登记结果。", 1, fatal=True, optional=False),
            ),
        ),
    )
)
