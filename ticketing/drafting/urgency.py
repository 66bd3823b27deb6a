"""Words that must not wait. A denied or merely feared danger is none: 没有人受伤, 万一着火.

In doubt a word counts (好像有煤气味, 是不是着火了): a needless alarm costs a look, a missed one a life.
"""

import re
from collections.abc import Sequence

from ticketing.drafting.facts import UrgentWord
from ticketing.drafting.spoken import Said
from ticketing.gazetteer.lexicon import Lexicon, longest

_LISTED = (
    "煤气味 燃气味 天然气味 燃气泄漏 煤气泄漏 天然气泄漏 漏气 煤气漏 燃气漏 着火 起火 失火 冒烟 冒火花 火灾 烧起来 爆炸 "
    "困在电梯 被困 困在里面 关在电梯 出不来 跳楼 自杀 轻生 不想活 想死 割腕 上吊 溺水 落水 掉进河 掉井里 掉进井 晕倒 昏迷 "
    "昏过去 喘不上气 有点喘 流血 中毒 拉肚子 呕吐 发高烧 烫手 触电 漏电 电线掉 掉下来砸 塌陷 塌了 倒塌 坍塌 滑坡 决口 "
    "持刀 拿刀 砍人 打死 绑架 失踪 走失 群体上访 集体上访 拉横幅 堵门 堵路维权 报复社会 爆管 井盖没了 没有井盖 房子要倒"
)
WORDS = tuple(_LISTED.split())
_DENIED = re.compile(
    r"(?:没有?(?!人[救管理来])|(?<!是)不是|不会|未|并非|别|怕|万一|以为|防止|避免|担心|要是|如果|容易|差点).{0,2}$"
)
_DENIED_AFTER = re.compile(r"^(?:怎么办|咋办|的话|的?隐患|的?风险)")
_WORDS = Lexicon(WORDS, by_sound=[word for word in WORDS if len(word) >= 4])


def urgent_words(said: Sequence[Said]) -> tuple[UrgentWord, ...]:
    """The caller's urgent words, each once, with the whole utterance."""
    found: dict[str, UrgentWord] = {}
    for one in said:
        if one.channel != "caller":
            continue
        for hit in longest(_WORDS.find(one.text)):
            if not denied(one.text, hit.start, hit.end):
                found.setdefault(hit.phrase, UrgentWord(hit.phrase, one.text))
    return tuple(found.values())


def denied(text: str, start: int, end: int) -> bool:
    """Whether what stands at ``start:end`` is denied, feared or imagined by the words around it."""
    return bool(_DENIED.search(text[max(0, start - 5) : start]) or _DENIED_AFTER.search(text[end : end + 4]))
