"""Words with a numeral in them that is no number. The pinyin library's idioms (`asr.text.phrases`) are frozen as well."""

import re

from asr.text.lookup import of_phrases
from asr.text.numbers.spoken import ANY

_WORDS = (
    "三三两两 七零八落 七七八八 三三五五 乱七八糟 十有八九 八九不离十 不管三七二十一 三七二十一 一五一十 一是一二是二 二百五十步 "
    "五十步笑百步 三十而立 四十不惑 半百 百八十 千儿八百 万儿八千 一百个不 一万个不 十万八千里 十万个为什么 三十六计 "
    "七十二变 七十二行 三百六十行 三百六十五行 二十四节气 二十四史 五五开 三七开 四六开 二八开 三七分 一二九运动 "
    "九一八事变 五四运动 五四青年节 三八妇女节 三八红旗手 六一儿童节 八一建军节 七一建党节 五一劳动节 三个代表 四个自信 "
    "四个意识 四个全面 两个维护 三个臭皮匠 三人行 三把火 三板斧 三岔路口 三岔口 十字路口 四合院 三角形 三角地 三轮车 "
    "三条腿 三脚架 三件套 四件套 三好学生 三无产品 三无小区 三层次 四环素 五金店 五官科 五险一金 三通一平 九年一贯 "
    "九九重阳 九九八十一 双十一 双十二 一口价 一家子 一个个 一次次 一次性 一天天 三天两头 三番五次 两口子 两头跑 三口之家 "
    "四口之家 一家三口 一家四口 三教九流 三令五申 三言两语 三长两短 四世同堂 四通八达 五湖四海 七上八下 七嘴八舌 九牛二虎 "
    "十天半个月 十天半月 三年五载 三天三夜 三五天 三五个 三五年 百年老店 十里八乡 十里八村 四面八方 六神无主 十拿九稳 "
    "三下五除二 三只手 千家万户 三百代言 十佳 十大 三大件 三部曲 一百八十度大转弯 三百六十度 十万火急 一日三餐 三餐 "
    "四季度 一季度 二季度 三季度 一年四季 三包 三包期 门前三包 门前五包 两会 两委 第一 第二 第三 第四 第五 第六 第七 第八 "
    "第九 第十 三方 四方会谈 三方通话 三中全会 二中全会 四中全会 五中全会 六中全会 三级跳 三甲 二甲 三块地 四人帮 "
    "十月革命 五台山 五台县 三座门 一元论 一元化 二元论 二元化 三元催化 三元里 三点式 三倍体 二倍体 五倍子 十三陵 "
    "十八般武艺 十八般兵器 十八罗汉 五个一工程 十年寒窗 十年浩劫 十年动乱 两天晒网 三天打鱼 三十年河东 三十年河西 "
    "十年怕井绳 九头鸟 四位一体 四处 老三届 货比三家 年三十 七匹狼 三家村 里三层外三层 里三层 外三层 数以十万计 "
    "数以百万计 五棵松 三元牛奶 元四家 七台河 三人成虎 十六铺 一分一秒 一点半点 三六九等 七张八嘴 七老八十 三位数 两位数 "
    "四位数 六位数 三回五次 三天两宿 三道杠 九宫格 五斗柜 五笔 三点一线 两点一线 三天两夜 十个指头 三伏天 三九天 数九天 "
    "三不管 万一  百分百 半斤 一百二十急救 三维 二维 三文鱼 四驱 三相电 二手 三夹板 五线谱 八宝粥 八卦 "
    "三明治 八仙桌 九曲 三鲜 五谷 六亲 七夕 重阳 三农 四害 五保户 五保 三无 四好 "
)
WORDS = frozenset(_WORDS.split())
_PATTERNS = (
    # Festivals by their date stay as they are said.
    "(?:五一|十一|六一|七一|八一|三八|五四)(?=前后|期间|假期|放假|长假|小长假|国庆|劳动|儿童|妇女|青年|节|黄金周|那天|那几天|之前|之后|以后|以前|当天|过后)",
    # Reckoned by the moon.
    "(?:农历|阴历|旧历|正月|腊月|冬月|大年)[初一二三四五六七八九十廿月]+",
    # Congresses and plenums.
    "(?:十[一二三四五六七八九]?|二十)大(?![于小型楼概约致多])|[一二三四五六七八九十]+届(?=[一二三四五六七八九]中全会)",
    # Days known by their figures, and what is counted aloud.
    "一二九(?=运动|纪念)|九一八(?=事变|纪念|防空|警报)|二二八(?=事件)|(?<![零〇幺一二三四五六七八九])一二三(?![零〇幺一二三四五六七八九号室栋楼])",
    # One after another: the first, the second and the third floor.
    "(?:一二三|二三四|三四五|四五六|五六七|六七八|七八九)(?=楼|层|栋|幢|单元|号楼|期|天|个|年级|月)",
    # Villages and stations that are called by a number: 十八里铺, 三道沟, 五棵松, 八家子.
    f"[{ANY}]+(?:里[铺堡店河桥屯村庄坡沟营墩湾洼岗]|道[沟湾坎河桥岭街]|棵[松树柳]|间房[村乡街站]|家[子渠湾屯沟庄])",
    "[一二三四五六七八九十]+年(?:计划|规划)",
    # Years of school and what stands for a class.
    "[初高大小][一二三四五六](?![个次天人家米层楼点块岁百千万十多]|年的)",
    "[一二三四五六七八九](?:年级|级|等(?!了|着|到)|流|线城市|号人物|环)",
    "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])中(?![午秋旬间心的])",
    "(?:星期|礼拜|周)[一二三四五六日天]",
    "[一二两三四五六七八九]室[一二两三四五]厅(?:[一二两]卫)?",
    "说一(?=不二)|不三不四|一来二去|一而再|再三|二话|二手|二维码|二次供水|二次装修|百十[来个]|(?:说|骂)[^，。]{0,4}二百五",
)
_TABLE = of_phrases(WORDS)
_FROZEN = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))


def frozen(text: str) -> list[tuple[int, int]]:
    """Their places in ``text``."""
    words = [(start, end) for start, end, _ in _TABLE.find(text) if _alone(text, start, end)]
    return words + [found.span() for found in _FROZEN.finditer(text)]


def _alone(text: str, start: int, end: int) -> bool:
    """Not as the tail or the head of a larger number: 十三包 is no 三包."""
    tail = start > 0 and text[start] in ANY and text[start - 1] in ANY
    head = end < len(text) and text[end - 1] in ANY and text[end] in ANY
    return not tail and not head
