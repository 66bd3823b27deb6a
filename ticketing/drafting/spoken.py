"""Speech as the recogniser wrote it, made readable: no spaces, no fillers, words of the trade spelt right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ticketing.drafting.facts import Turn
from ticketing.drafting.misheard import Misheard

# Words that every hotline call is made of. What sounds like one of them, and holds none of the small words
# below, is that word misheard (五业 → 物业).
_TRADE = (
    "贵姓 希望 诉求 投诉 反映 举报 物业 垃圾 施工 噪音 小区 电梯 楼道 路灯 漏水 停水 停电 燃气 暖气 公司 工资 医保 社保 "
    "处理 登记 联系 部门 街道 社区 消防 单元 电话 手机 马路 污水 路面 摊贩 油烟 幼儿园 居委会 开发商 房产证 "
    "身份证 井盖 派出所 公积金 营业执照 包工头 健身房 维修 业委会 房子 老人 孩子 清理 "
    "昨天 前天 今天 晚上 早上 上午 下午 星期 礼拜 "
    "解决 现在 已经 老板 客服 退款 停车 公交 学校 医院"
)
TRADE_WORDS = frozenset(_TRADE.split())
_TRADE_SOUNDS = Misheard(TRADE_WORDS)
_FILLER = re.compile(
    r"(?<!是)就是说|就是[那哪]个|那个(?=[^\u4e00-\u9fff]|这个|那个|就是|嗯|呃|什么|$)|(?:嗯|呃|哎呀|哎|唉|喂|啊|哦|噢|诶|嘛|呀)+|然后呢|怎么说呢|"
    r"这个这个|那个那个"
)
_FILLER_SOUND = re.compile("[呃嗯]+(?=.)|(?<=.)[呃嗯]+")
_GREETING = re.compile(
    r"^(?:[您你尼拟][好号]|同志|师傅|麻烦你?|请问一下|(?:[我俺握窝])?(?:想|要)?(?:问|咨询)一下|"
    r"[我俺握窝]?(?:想|要|来)?(?:投诉|反映|举报|说)(?:一下|一个|个)(?:问题|事情|事)?)+"
)
_PUNCTUATION = re.compile(r"[，。！？、；：,.!?;:“”\"]+")
_PIECE = re.compile(r"[^，。！？、；：,.!?;:“”\"]+")
_MORE_SPACE = re.compile(r"(?<=\s)\s+|^\s+|\s+$")
_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
TURN_LENGTH = 600
_STUTTER = re.compile(r"([\u4e00-\u9fff]{2,6})\1+")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn prepared for reading: ``index`` in the call, ``text`` without spaces and with trade words mended.

    ``pieces`` are the same words cut where the recogniser set a comma or a stop, if it sets any. ``origin`` has for each
    character of ``text`` its offset in the turn as it came in.
    """

    index: int
    channel: Literal["caller", "agent"]
    text: str
    pieces: tuple[str, ...]
    origin: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the turn as it came in."""
        return self.origin[start], self.origin[end - 1] + 1


def listen(turns: Sequence[Turn]) -> tuple[Said, ...]:
    """All turns that hold anything, in their order."""
    said = (_said(index, turn) for index, turn in enumerate(turns))
    return tuple(one for one in said if one.text)


def _said(index: int, turn: Turn) -> Said:
    heard = [_squeezed(found[0], range(*found.span())) for found in _PIECE.finditer(turn.text[:TURN_LENGTH])]
    kept = [_without(_FILLER_SOUND, *piece) for piece in heard if piece[0]]
    mended = tuple(mend(text) for text, _ in kept)
    return Said(index, turn.channel, "".join(mended), mended, tuple(place for _, origin in kept for place in origin))


def squeeze(text: str) -> str:
    """Without the white space between Chinese words, letters in lower case; other scripts keep their spaces."""
    return _squeezed(text, range(len(text)))[0]


def _squeezed(text: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    for pattern in (_PUNCTUATION, _SPACE, _MORE_SPACE):
        text, origin = _without(pattern, text, origin)
    return "".join(map(_plain, text)), origin


def _without(pattern: re.Pattern[str], text: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Cut out what the pattern matches, and keep the offsets of the rest."""
    cut = {place for found in pattern.finditer(text) for place in range(*found.span())}
    if not cut:
        return text, origin
    kept = [place for place in range(len(text)) if place not in cut]
    return "".join(text[place] for place in kept), [origin[place] for place in kept]


def _plain(character: str) -> str:
    lower = " " if character.isspace() else character.lower()
    return lower if len(lower) == 1 else character


def mend(text: str) -> str:
    """Put misheard words of the trade right; length and positions stay."""
    return _TRADE_SOUNDS.mend(text)


def tidy(text: str) -> str:
    """A sentence for a form: without greeting, fillers and words said twice."""
    text = _GREETING.sub("", _FILLER.sub("", text))
    text = _STUTTER.sub(r"\1", text)
    return _GREETING.sub("", text).strip("的了吧呢就那对")[:200] if len(text) > 2 else text


def callers(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if one.channel == "caller"]
