"""Times of the day: 下午三点半 is 下午3点30分; 三点建议 and 一点都没有 are no times."""

import re

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import ANY, by_digit, cardinal

_BEFORE = rf"(?:(?<![{ANY}幺几数第之0-9.])|(?<=度[一二三四五六七八九]))"
"""小一点八点半 ends: what stands before a time may be 点."""
_HOUR = "十[一二三四五六七八九]?|二十[一二三四]?|[一二两三四五六七八九零]"
_MINUTE = "[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]|[一二三四五六七八九](?=分(?!之))"
_NO_TIME = "米|度|块|元|万|亿|倍|成|斤|吨|平|公|个|克|升|厘|毫|分之"
_MATTERS = "要求|建议|意见|问题|原因|理由|情况|说明|诉求|疑问|希望|想法|请求|内容|措施|看法|不满|办法|好处|共识|事"
_COUNTED = "(?<![说讲提有就这那])(?<!反映)(?<!以下)"
_AT_NIGHT = "(?:(?<=[晨午夜晚])|(?<=夜里)|(?<=[晚早]上)|(?<=点[到至]))"
_AFTER = rf"(?!(?!一[直共起下个辆位名条家张次班趟])[{ANY}幺几0-9])(?<!十一(?=[个辆位名条家张次班趟]))"
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def _hour(said: str) -> int | None:
    return 0 if said == "零" else cardinal(said)


def _with_minutes(found: re.Match[str]) -> str | None:
    hour, rest = _hour(found["hour"]), found["rest"]
    minute = _QUARTERS.get(rest) or (int(by_digit(rest) or 0) if rest.startswith("零") else cardinal(rest))
    return None if hour is None or not minute else f"{hour}点{minute:02d}分"


def _on_the_hour(found: re.Match[str]) -> str | None:
    hour = _hour(found["hour"])
    return None if hour is None else f"{hour}点"


RULES = (
    Rule(
        name="hour and minutes",
        pattern=(
            rf"{_BEFORE}(?P<hour>{_HOUR})点钟?(?P<rest>半(?!点|个|天(?!天))|[一三]刻(?!钟)|(?:{_MINUTE}){_AFTER})(?!{_NO_TIME})分?(?!钟)"
        ),
        write=_with_minutes,
        examples=(
            ("下午三点半", "下午3点30分。"),
            ("早上七点四十等到八点十分", "早上7点40分等到8点10分。"),
            ("九点一刻来的", "9点15分来的。"),
            ("十二点零五分", "12点05分。"),
            ("昨晚十一点二十五", "昨晚11点25分。"),
            ("等到七点四十一辆都没有来", "等到7点40分一辆都没有来。"),
            ("零点三十分", "0点30分。"),
            ("中午一点半", "中午1点30分。"),
            ("跳到九点半天天如此", "跳到9点30分天天如此。"),
            ("声音小一点八点半就结束", "声音小一点8点30分就结束。"),
        ),
    ),
    Rule(
        name="one o'clock",
        pattern=(
            rf"{_AT_NIGHT}(?P<hour>一)点(?:钟|整|(?=多(?!都|也)|左右|到|开始|以后|之后|以前|之前|才|了|的时候|[，。？、]|$))"
        ),
        write=_on_the_hour,
        examples=(
            ("昨天夜里一点多", "昨天夜里1点多。"),
            ("凌晨一点钟", "凌晨1点。"),
            ("已经凌晨一点了", "已经凌晨1点了。"),
            ("十二点到一点", "12点到1点。"),
            ("白天一点都没有", "白天一点都没有。"),
            ("晚上一点声音都受不了", "晚上一点声音都受不了。"),
            ("快一点", "快一点。"),
        ),
    ),
    Rule(
        name="one o'clock and midnight by what follows",
        pattern=rf"{_BEFORE}(?P<hour>[一零])点(?:钟(?!头)|(?=左右|多钟|来钟)|(?<=零点)(?=到|至|以[前后]|之[前后]|整|开始|刚过))",
        write=_on_the_hour,
        examples=(
            ("一点左右", "1点左右。"),
            ("大概一点钟", "大概1点。"),
            ("零点到六点", "0点到6点。"),
            ("零点以后", "0点以后。"),
            ("零点八", "0.8。"),
        ),
    ),
    Rule(
        name="on the hour",
        pattern=(
            rf"{_BEFORE}{_COUNTED}(?P<hour>十[一二三四五六七八九]?|二十[一二三四]?|[两三四五六七八九])点(?:钟|整)?(?![{ANY}几半]|{_MATTERS})"
        ),
        write=_on_the_hour,
        examples=(
            ("早上八点下午四点", "早上8点下午4点。"),
            ("一直等到七点钟", "一直等到7点。"),
            ("夜里十一点开始到两点", "夜里11点开始到2点。"),
            ("八点多钟", "8点多钟。"),
            ("昨天晚上十一点钟", "昨天晚上11点。"),
            ("提了三点要求", "提了三点要求。"),
            ("我说两点", "我说两点。"),
            ("凌晨三四点钟", "凌晨三四点钟。"),
        ),
    ),
)
