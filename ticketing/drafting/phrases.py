"""A turn cut where a speaker draws breath, each phrase without what only speech has: fillers, particles, who speaks.

Words are left out, never added or moved: the characters of a phrase stand in its turn in the same order, and what can turn a
sentence round (不, 没, 别) is never left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from ticketing.drafting.privacy import HIDDEN, hide_numbers
from ticketing.drafting.spoken import Said
from ticketing.drafting.tables import listed

LEAST = 3
"""A phrase of fewer characters says nothing by itself."""
_BREATH = 5
"""Nobody draws breath before so many characters."""
_SENTENCE = 8
_HIDDEN_MARK = "\ue800"
_PRONOUNS = listed("我 我们 俺 俺们 咱 咱们 他 他们 她 她们 你 你们 您 大家 人家 我家 他家")
_NEW = listed(
    "还有 另外 而且 后来 然后 但是 可是 不过 所以 因为 每次 每天 天天 已经 结果 要不 "
    "要么 反正 其实 以后 有时候 有时 一开始 到现在 "
    "现在 刚才 昨天 前天 今天 上个月 去年 前年 能不能 希望 建议 要求 怎么 什么时候 请问 "
    "物业 社区 街道 城管 客服 房东 老板 开发商 "
    "医生 班主任 警察 派出所 店家 商家 村里 供电所 平台 居委会 业委会"
)
"""Words that begin something new where enough was said before them."""
_OPEN = listed(
    "给 跟 对 让 叫 向 找 骗 把 被 和 问 告诉 帮 骂 吓 带 求 陪 等 欠 害 通 替 当 为 到 "
    "从 在 与 是 的 每 像 比 连 请 派 催 归 由 要 想 就要 希望 要求 愿意 不让 不给 没 "
    "没有 不 别 不要 必须 应该 得 能 可以 会 替 拿 按 用 往 比如 叫做 名叫 说是 又"
)
"""Words that want another one after them: no breath is drawn here."""
_PARTICLES = listed("了 呢 吗 吧 呀 啊 嘛 啦 的话 嘞 哈 哦")
_FILLERS = listed("那个 就是说 呃 嗯 啊 呀 嘛 哎 哎呀 诶 哦 噢 喂 唉 啦 呗 嘞 哟 就 都 也 就是 这个 到底 反正 其实 简直 真的")
_KEPT_AFTER = {
    "这个": re.compile("月|星期|礼拜|学期|季度|周|小区"),
    "那个": re.compile("月|小区|时候"),
    "就": re.compile("医|诊|餐|业|读|近"),
}
_HEADS = listed(
    "您好 你好 同志 师傅 对 是 是的 对的 好 好的 行 那 这 然后 后来 因为 所以 而且 "
    "但是 但 可是 不过 结果 还有 另外 再 再一个 "
    "我 我们 俺 俺们 咱们 你 你们 他 她 它 他们 大家 说 讲 你说 你看 你想 请问 问 想 要 "
    "来 投诉 反映 举报 咨询 一下 一个 一下子 个 的 了 "
    "想问 打听 问题 情况 事情 事 关于 又 跟 呢 吧 先 最 把 给 嘛 有 有个 像 "
    "看 这边 这里 那边 那里 这儿 那儿 里头 里面 还 能"
)
_WEAK_HEADS = listed("有 把 给 最 还 能 他 她 它 他们 不是 要 想 来 又 跟 看 你们 像 是 里头 里面")
"""Left out at the beginning only where the rest can stand without them: never these."""
_TAILS = listed(
    "了 的 呢 吗 吧 啊 呀 嘛 啦 嘞 哦 哈 呗 你说 那 那个 这个 就是 然后 而且 但是 所以 "
    "因为 结果 还有 我 你 他 她 我们 又 说 就 都 也 还 一 "
    "跟 和 在 从 把 给 是 到 每次 反正 的话 是吧 对吧 你 要 一直 现在 已经 着 那种 讲 来说"
)
_LEAD_IN = re.compile(
    r"^(?:(?:我|我们|俺|咱)(?:就|是|也)*)?(?:要|想|来|是来|是要)?(?:再)?(?:投诉|反映|反应|"
    r"举报|咨询|问|打听|说|讲|请教|提)(?:一下|一哈|下|个|一个|一点)*"
    r"(?:个)?(?:问题|问提|情况|事情|事|建议|小建议)?(?:啊|吧|呢)?(?:就是|关于|说)?(?=.{4})(?!的|完|不|过|了|给|好|出)"
)
_NUMERAL = re.compile("[零一二三四五六七八九十百千万两几0-9]$")
_STUTTER = re.compile(r"([\u4e00-\u9fff]{2,6})\1+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` is what is left of ``heard``, which stands in the turn ``index`` from its character ``start``."""

    index: int
    text: str
    heard: str
    start: int


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


@lru_cache(maxsize=4_096)
def phrases(one: Said) -> tuple[Phrase, ...]:
    """The phrases of a turn in their order; numbers that identify a person are hidden in ``text`` and ``heard``."""
    text, start = _hidden(one.text), 0
    found: list[Phrase] = []
    for piece in one.pieces:
        tokens = _tokens(text[start : start + len(piece)], start)
        start += len(piece)
        found += [phrase for group in _breaths(tokens) for phrase in _phrase(one.index, group)]
    return tuple(found)


def first_breath(text: str) -> str:
    """The words up to where the speaker draws breath."""
    return _shown("".join(token.word for token in next(_breaths(_tokens(_hidden(text), 0)), [])))


def trimmed(text: str) -> str:
    """One phrase without what only speech has."""
    return _shown(_written(_kept(_tokens(_hidden(text), 0))))


def cut_at_word(text: str, room: int) -> str:
    """At most ``room`` characters, never half a word or number."""
    if len(text) <= room:
        return text
    tokens = [token for token in _tokens(text, 0) if token.end <= room]
    while tokens and (tokens[-1].kind == "m" or _NUMERAL.search(tokens[-1].word)):
        tokens.pop()
    return _written(_without_tail(tokens))


def _hidden(text: str) -> str:
    """Of the same length: what identifies a person as so many marks."""
    parts = hide_numbers(text).split(HIDDEN)
    if len(parts) == 1:
        return text
    marked, at = "", 0
    for part in parts:
        found = text.index(part, at)
        marked += _HIDDEN_MARK * (found - at) + part
        at = found + len(part)
    return marked + _HIDDEN_MARK * (len(text) - at)


def _shown(text: str) -> str:
    return re.sub(f"{_HIDDEN_MARK}+", HIDDEN, text)


def _tokens(text: str, offset: int) -> list[_Token]:
    found, at = [], 0
    for word, kind in rjieba.tag(text):
        found.append(_Token(word, kind, offset + at))
        at += len(word)
    return found if at == len(text) else [_Token(text, "x", offset)]


def _breaths(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    group: list[_Token] = []
    for position, token in enumerate(tokens):
        if group and _cuts(group, token, tokens[position:]):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _cuts(group: Sequence[_Token], token: _Token, rest: Sequence[_Token]) -> bool:
    said, left = token.start - group[0].start, rest[-1].end - token.start
    last = group[-1]
    if said < _BREATH or left < LEAST or last.word in _OPEN or last.kind == "p":
        return False
    if last.word in _PARTICLES:
        return token.kind[0] not in "mqu" and token.word not in _PARTICLES and token.word != "的"
    if token.word in _PRONOUNS:
        return last.kind[0] not in "vrc" or (said > 2 * _BREATH and last.kind[0] != "v")
    if token.kind == "t" and said >= _SENTENCE:
        return last.kind[0] not in "tmfr"
    return (token.word in _NEW or (token.kind == "c" and said >= _SENTENCE)) and last.kind[0] not in "pc"


def _phrase(index: int, group: Sequence[_Token]) -> Iterator[Phrase]:
    kept = _kept(group)
    text = _written(kept)
    if len(text.replace(_HIDDEN_MARK, "")) >= LEAST:
        heard = "".join(token.word for token in group)
        yield Phrase(index, _shown(text), _shown(heard), group[0].start)


def _kept(tokens: Sequence[_Token]) -> list[_Token]:
    return _without_tail(_without_head(_without_fillers(tokens)))


def _without_fillers(tokens: Sequence[_Token]) -> list[_Token]:
    kept = []
    for position, token in enumerate(tokens):
        after = tokens[position + 1].word if position + 1 < len(tokens) else ""
        wanted = _KEPT_AFTER.get(token.word)
        if token.word not in _FILLERS or (wanted is not None and wanted.match(after)):
            kept.append(token)
    return kept


def _without_head(tokens: list[_Token]) -> list[_Token]:
    first = 0
    while first < len(tokens) and tokens[first].word in _HEADS and tokens[-1].end - tokens[first].end >= 4:
        if tokens[first].word in _WEAK_HEADS and not (first + 1 < len(tokens) and tokens[first + 1].word in _HEADS):
            break
        first += 1
    return tokens[first:]


def _without_tail(tokens: list[_Token]) -> list[_Token]:
    last = len(tokens)
    while last > 1 and tokens[last - 1].word in _TAILS and not _ends_well(tokens[:last]):
        last -= 1
    return tokens[:last]


def _ends_well(tokens: Sequence[_Token]) -> bool:
    """灯坏了 says more than 灯坏; of 坏了三天了 the second can go."""
    return tokens[-1].word == "了" and all(token.word not in ("了", "过") for token in tokens[:-1]) and tokens[-2].kind != "m"


def _written(tokens: Sequence[_Token]) -> str:
    return _STUTTER.sub(r"\1", _LEAD_IN.sub("", "".join(token.word for token in tokens)))
