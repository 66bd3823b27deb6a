"""What a ticket carries besides its kind: a matter of many (group), one reported before (repeat), one that drags on."""

import re
from collections.abc import Iterator, Sequence

from ticketing.drafting.facts import Evidence, Flag
from ticketing.drafting.hazards import table
from ticketing.drafting.spoken import Said

_TENS = (
    "(?:[二三四五六七八九两几]?十[一二三四五六七八九几来多]*|[一二三四五六七八九两几好]+[百千万][一-九零十百千几来多]*|上百|成百)"
)
_GROUP = table(
    rf"""
    (?:我们|俺们|咱们|这一帮|一共|统计)~10~{_TENS}(?:来|多)?(?:个|名|号(?=人)|户)(?:人|工人|工友|业主|家长|学生|孩子|同学|住户|村民|农民工)?(?!月|小时|钟头|站|字|平|车)
    有{_TENS}(?:来|多)?(?:个|名)(?:人|孩子|学生|同学|工人|业主|家长)?(?:都|拉|吐|发|没|一起|$)
    {_TENS}(?:来|多)?户(?:都|有的|没|人家|一个|一起|$)
    (?:群里|小区里|村里|班里|楼里)~6~(?:好多人|很多人|大家|都在说|都在反映|都说)~8~(?:说|反映|这样|闻|投诉) 联名
    集体(?:投诉|反映|维权)
    好[多些]~1~(?:业主|家长|工友|工人|村民|孩子|学生|人)~3~(?:都|一起|拉|吐|没|反映|投诉)~6~(?:反映|投诉|没拿|被|拉|吐|来)
    好[多些](?:业主|家长|工友|工人|村民|孩子|还子|学生)
    """
)
_REPEAT = table(
    """
    第[二三四五六七八九十几两0-9]+次(?:打|反映|投诉|来电|找|跟你们) 上[次回](?:的|那个)?(?:工单|反映|投诉|打|来电|你们|回复)
    之前(?:也|就|已经)?(?:反映|投诉|打|来电)过
    (?:反映|投诉|打)过?(?:你们|这个|热线|一二三四五|幺二三四五)?~3~[二三四五六七八九十几两好]+(?:次|回|遍)
    (?:反映|投诉|来电)过~3~(?:又|还是|没) 又(?:来)?(?:打|反映|投诉) 办结了?~4~(?:没|根本|还是|其实) 处理结果不满意
    (?:你们|你门)~4~回复(?:我)?~2~说 工单~6~(?:办结|没解决|不满意|结了) (?:月份?|年)(?:就)?(?:打|反映|投诉)过
    """
)
_LONG = table(
    """
    (?:反映|投诉|找|闹|拖|等|讲|说)(?:了)?(?:都|有|快)?[两二三四五六七八九十几好]+(?:多)?(?:三)?年
    从(?:前年|去年)~4~(?:开始|就|起) (?:到现在|都|已经)[两二三四五六七八九十几好]+(?:多)?年(?!级)
    [两二三四五六七八九十几]+年(?:了|来)(?:没|一直|都|还|也|一个)~6~ 多年(?:没|一直|未|无人|没人) 好几年了? 常年
    长期(?!服|护|居|护理|有效|照)
    """
)
_NOT_LONG = re.compile(r"(?:住|干|工作|开|入住|交费|缴|参保|结婚|用|买|上班|做|养|考)(?:了)?[^，]{0,3}$|保修|质保|有效")
_RULES: tuple[tuple[Flag, re.Pattern[str]], ...] = (("group", _GROUP), ("repeat", _REPEAT), ("long_running", _LONG))


def flags(said: Sequence[Said]) -> dict[Flag, Evidence]:
    """The flags in their order, each with the caller's words."""
    return {flag: evidence for flag, pattern in _RULES for evidence in _first(flag, pattern, said)}


def _first(flag: Flag, pattern: re.Pattern[str], said: Sequence[Said]) -> Iterator[Evidence]:
    for one in said:
        for found in pattern.finditer(one.text) if one.channel == "caller" else ():
            if flag != "long_running" or not _NOT_LONG.search(one.text[: found.start()]):
                yield Evidence(one.index, found[0], 0.7)
                return
