"""The first opinion: words of danger that stand in the tables, less those denied, feared, long past, heard of or practised.

In doubt a word counts (好像有煤气味, 是不是着火了): a needless alarm costs a look, a missed one a life.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ticketing.drafting.hazards import HAZARDS, Hazard, table
from ticketing.drafting.misheard import Misheard

REMEMBERED = 4_096
"""So many utterances: a call is read anew with each one."""
_BEFORE, _AFTER = 12, 10
_DENIED = table(
    "(?<!有)(?<!是)没有?(?!人[救管理来]|法) (?<!是)不是 并非 并没有? 不会 未 从来没 不存在 又不 算不上", after="[^，]{0,3}$"
)
_FEARED = table(
    """
    万一 一旦 要是 如果 假如 (?:[我们]|就|真|生|都|也|还|很|好|老|最|挺|怪|看着|看着害|不)怕(?!是) ^怕(?!是) 害怕 担心 生怕
    容易 很可能会 会不会 早晚 迟早 总有一天 总有一回 免得 省得 隐患 防止 预防 避免 以防 防着 差点 险些 差一点 小心 别 不要
    提防 以为 想象 出现过? 谨防 引起 引发 造成 导致 发生
    """,
    after="[^，]{0,6}$",
)
_AFTERWARDS = table(
    """
    怎么办 咋办 谁负责 谁来负责 的话 的?隐患 的?风险 的?可能 演练 演习 预案 知识 宣传 应急 报警器 报警装置 赔偿 理赔 保险
    事故认定 责任 什么的 怎么处理 了怎么办 谁管 了谁 的时候怎么 咨询 热线 干预 电话是 培训 要打什么 应该打 该打 打哪个 打什么
    """,
    before="^[^，]{0,3}",
)
_LONG_AGO = table(
    """
    去年 前年 上个?月 上个?(?:礼拜|星期|周) 上次 上回 那次 那年 那一回 以前 从前 之前 前几年 几年前 早些年 早先 小时候 多年前
    前段时间 前阵子 前不久 曾经 当年 前天 大前天 [一两三二四五六七八九十几半]+年前 [几两三二]个月前
    """
)
_STILL = table(
    """
    现在 正在 还在 又(?!不|没) 到现在 一直(?!没|不) 今天 刚才 刚刚 刚 马上 赶紧来 快来 快点来 快派 救命 还没 还是 天天 每天
    越来越 开始 今早 今晚 此刻 这会
    """
)
_HEARSAY = table(
    """
    听说 听人[说讲] 据说 网上[说看传有] 新闻[里上说]? 电视[里上] 抖音 报道 传言 谣言 朋友圈 电影 小说 演习 演练 彩排 开玩笑
    剧情 段子 刷到 视频里[说讲面] 讲座 普法
    """
)
_OVER = table(
    """
    (?:已经?|后来|现在|最后|当时就|都|自己|让|被|给|又)~6~(?:扑?灭(?:了|掉)|熄了|救(?:出来|上来|下来|起来|走)|放出来|出来了|修好|处理好)
    (?:已经?|后来|现在|最后|都|自己|让|被|给)~6~(?:处理完|找到了|找着了|回来了|好了(?!几)|没事|解决了|控制住|不漏了|拖走|关掉了|接好了)
    (?:已经?|后来|现在|最后|都|被|给)~6~(?:补上了|填上了|退烧) 现在没[得有]?了 没事了 虚惊一场 灭掉了 扑灭了 救出来了 放出来了
    找到了 早就修好 当时就灭
    """
)
_NOT_OVER = re.compile(r"没[^，]{0,3}$|还没|没有$|不$|未$")

# What is often misheard, where the sound is hardly ever anything else. Words of their own are left as they are.
_OFTEN_LISTED = """
煤气 燃气 天然气 液化气 电梯 救命 跳楼 不想活 昏过去 拉肚子 冒烟 晕倒 农药 横幅 坍塌 割腕 走丢 漏气 井盖
"""
_PHRASES_LISTED = """
煤气味 燃气味 天然气味 液化气味 冒烟了 冒黑烟 困在里面 关在里面 困在电梯 关在电梯 出不来了 被困住 喘不上气 喘不过气 晕倒了
触电了 漏电了 塌下来 塌了 走丢了 走失了 流了好多血 井盖没了 没有井盖 拉横幅 堵大门 掉进河里 掉到河里 掉进井里 溺水了 爆炸了
烧起来 起火了 要跳楼 想自杀 喝农药 拿着刀 发高烧 上吐下泻 叫不醒 起不来 救命啊 掉下来砸
"""
_OWN_LISTED = "猫眼 没起 每期 没期 没气 挑楼 楼起 漏起 楼气 店体 垫体 经改"
_DANGERS = Misheard((_OFTEN_LISTED + _PHRASES_LISTED).split(), _OWN_LISTED.split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of ``hazard`` at ``start:end``; it ``counts`` unless the words around it take it back."""

    hazard: Hazard
    start: int
    end: int
    counts: bool


@lru_cache(maxsize=REMEMBERED)
def hits(text: str) -> tuple[Hit, ...]:
    """In words that were put right by `understood`: of each kind the first word that counts, else the first. Remembered."""
    return tuple(_hits(text))


def _hits(text: str) -> Iterator[Hit]:
    for hazard in HAZARDS:
        found = [Hit(hazard, *match.span(), _counts(hazard, text, match)) for match in hazard.found.finditer(text)]
        if found:
            yield next((hit for hit in found if hit.counts), found[0])


def _counts(hazard: Hazard, text: str, match: re.Match[str]) -> bool:
    return not _harmless(hazard, text, match) and not discounted(text, *match.span(), hazard)


def _harmless(hazard: Hazard, text: str, match: re.Match[str]) -> bool:
    """Whether the harmless reading stands over or beside the very words."""
    if hazard.harmless is None:
        return False
    around = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    return bool(hazard.harmless.search(around))


def discounted(text: str, start: int, end: int, hazard: Hazard) -> bool:
    """Whether what stands at ``start:end`` is denied, feared, long past, only heard of, or over, by the words around it."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if _DENIED.search(before) or (not hazard.threat and (_FEARED.search(before) or _AFTERWARDS.search(after))):
        return True
    if hazard.threat and _AFTERWARDS.search(after):
        return True
    still = bool(_STILL.search(text))
    if (_LONG_AGO.search(text[:start]) or _HEARSAY.search(text)) and not still:
        return True
    return hazard.passes and _is_over(text[end:])


def _is_over(text: str) -> bool:
    found = _OVER.search(text)
    return bool(found) and not _NOT_OVER.search(text[: found.start()] if found else "")


@lru_cache(maxsize=REMEMBERED)
def understood(text: str) -> str:
    """With misheard urgent words put right, letter for letter: length and positions stay."""
    return _DANGERS.mend(text)
