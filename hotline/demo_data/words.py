"""What the citizens of the trial city say, what units answer, and what people are called. All of it invented."""

import random
from dataclasses import dataclass

from ticketing.drafts.schemas import MatterType

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
GIVEN = (
    "建国", "秀英", "伟", "敏", "静", "丽娟", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "超", "明远", "晓红",
    "桂兰", "志刚", "玉梅", "海燕", "文静", "佳怡", "子轩", "雨桐", "思远", "国庆", "春花", "丽华", "德胜", "永安",
)  # fmt: skip


def name_of(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def number_of(chance: random.Random) -> str:
    """A mobile number of a range that is nobody's."""
    return f"1640{chance.randrange(10_000_000):07d}"


@dataclass(frozen=True, slots=True)
class Matter:
    """``text`` has a ``{place}``; the draft is read from it as from any citizen's words."""

    type: MatterType
    text: str


MATTERS = (
    Matter("complaint", "{place}对面的工地夜间施工，半夜一两点还在打桩，吵得老人孩子睡不着，请查处夜间施工噪音。"),
    Matter("complaint", "{place}门口每天晚上有烧烤摊占道经营，油烟很大，路都走不过去，希望管一管。"),
    Matter("request", "{place}的路灯坏了一个多星期，晚上黑灯瞎火，有老人摔倒了，请尽快修好路灯。"),
    Matter("fault", "{place}门前路面塌陷，有一个大坑，旁边没有围挡，车辆过来很危险，请马上处理。"),
    Matter("request", "{place}的下水道堵塞，污水冒出来流到路上，臭得不行，请派人疏通。"),
    Matter("complaint", "{place}的生活垃圾三天没人收，垃圾桶都满了，堆在路边发臭，请安排清运。"),
    Matter("complaint", "{place}的物业公司不作为，楼道灯坏了报修半个月没人管，物业费却一分不少收。"),
    Matter("request", "{place}三单元的电梯坏了五天，经常停在半层，老人上下楼很困难，请督促电梯维修。"),
    Matter("complaint", "{place}楼上邻居深夜装修砸墙，电钻声音很响，跟他说了也不听，请协调。"),
    Matter("report", "{place}顶楼住户私搭乱建，在楼顶加盖了一间阳光房，是违建，请拆除。"),
    Matter("request", "{place}的行道树长得太高，树枝伸到窗户上挡光，刮风就打玻璃，希望修剪树木。"),
    Matter("complaint", "{place}电动车飞线充电，从五楼拉线下来，电瓶车上楼也没人管，有火灾隐患。"),
    Matter("fault", "{place}的井盖缺失，一个窨井口敞着，孩子放学从这里过，太危险了。"),
    Matter("request", "{place}从昨天晚上开始停水，一直没有水，也没有通知，什么时候来水？"),
    Matter("fault", "{place}整栋楼停电了，打电话说在抢修，已经四个小时没来电。"),
    Matter("request", "{place}家里暖气不热，室温只有十四度，报修两次都没解决，家里有婴儿。"),
    Matter("complaint", "{place}门口公交车站的公交车早高峰等四十分钟不来一趟，来了也不停，上班总迟到。"),
    Matter("complaint", "在{place}附近的超市买到过期食品，商家不承认不肯退款，请市场监管部门处理。"),
    Matter("complaint", "{place}楼下的饭店油烟直排，排烟口正对居民窗户，衣服都不敢晾，请环保部门查。"),
    Matter("request", "{place}门口上下学时车辆乱停，人行道都被占了，请交警加强管理。"),
    Matter("complaint", "在{place}的工地干了三个月，包工头拖欠工资两万多，一直说没钱，请帮忙讨薪。"),
    Matter("suggestion", "建议在{place}附近增加一处垃圾分类投放点，现在走十分钟才能扔垃圾。"),
    Matter("request", "{place}的公厕停水，门也坏了，里面很脏，希望派人打扫维修。"),
    Matter("complaint", "{place}广场舞音响开得很大，从晚上七点跳到十点，孩子没法写作业，请管控噪声。"),
    Matter("request", "{place}房屋漏水，楼上渗水到我家天花板，墙皮都掉了，物业和楼上互相推。"),
    Matter("complaint", "{place}有人偷倒建筑垃圾，装修垃圾堆了一大片，渣土车半夜来倒，请查处。"),
    Matter("request", "{place}下雨就淹，道路积水到小腿，排水口堵了，请清理排水设施。"),
    Matter("complaint", "{place}的健身房突然关门，办卡的钱不退，老板电话也打不通，请帮忙退款。"),
    Matter("complaint", "{place}的培训机构倒闭，学费一万二退不出来，有几十个家长都被骗了。"),
    Matter("praise", "感谢{place}的社区工作人员，下雪天帮独居老人送药，想表扬他们。"),
    Matter("request", "{place}的共享单车乱停乱放，把盲道都堵了，请企业来清理。"),
    Matter("complaint", "{place}停车场乱收费，停一个小时收三十块，没有公示收费标准。"),
)
QUESTIONS = (
    (
        "我想问一下，新生儿怎么上户口，要带什么材料？",
        "携带出生医学证明、父母双方户口簿、身份证和结婚证，到父母任一方户籍所在地派出所办理，当场办结。",
    ),
    (
        "请问公租房怎么申请，要什么条件？",
        "户籍或居住证满一年、家庭人均收入和住房面积低于标准的，可到所在街道便民服务中心申请，二十个工作日内公示。",
    ),
    ("公积金提取用来租房，需要哪些材料？", "凭身份证和无房证明，在公积金中心网点或手机应用办理，三个工作日到账。"),
    ("医保断缴两个月，还能报销吗？", "断缴三个月内补缴的视同连续参保，可到社区服务站或手机应用补缴。"),
    ("今年小学报名什么时候开始？", "六月一日起网上登记，六月下旬现场核验，具体学区以区教育局当年公告为准。"),
    ("身份证丢了怎么补办，能异地办吗？", "可以。到就近派出所办证窗口办理，现场照相采集指纹，二十日内领取，可邮寄到家。"),
)
RESULTS = (
    "接单后我单位立即派员到现场核实，情况属实。已安排人员于当日处置完毕，并对周边进行了排查，现场照片已存档。已电话告知诉求人处理结果。",
    "经现场核查，反映的问题存在。已责令责任方立即整改，今日复查整改到位；后续纳入日常巡查，防止反弹。已与诉求人联系说明。",
    "已会同社区、物业三方到场协商，达成一致意见，责任方已完成维修并经诉求人当面确认。",
    "已约谈责任单位负责人，下达整改通知书，限期三日整改；现已整改完毕，诉求人电话表示认可。",
)
EXPLAINED = "经核实，诉求人反映的事项按现行规定办理，我单位已上门向诉求人说明政策依据和办理途径，诉求人表示理解。"
COMMENTS = ("处理得很快，谢谢。", "问题解决了，态度也好。", "还可以。", "来了人看过，弄好了。", "")
UNHAPPY = ("没有人来过，问题还在。", "修了一天又坏了，根本没解决。", "只打了个电话，没有处理。")
LEGAL_BASES = (
    ("《城市市容和环境卫生管理条例》第三十六条，该事项由城市管理部门负责。", "该处不在本单位管理范围内，应由行业主管部门承办。"),
    ("《物业管理条例》第五条，物业管理活动由住房和城乡建设主管部门监督管理。", "反映的问题属物业服务监管，本单位无执法权限。"),
    ("《噪声污染防治法》第九条，按职责分工由生态环境主管部门监督管理。", "本单位到场核实，噪声来源不在我单位职责内。"),
)  # fmt: skip
