"""Which leaves of the tree a call speaks of: the city's keywords, and the pieces of its category names."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ticketing.directory import Category, City
from ticketing.drafting.everyday import EVERYDAY
from ticketing.drafting.facts import CategorySuggestion
from ticketing.drafting.scorer import CategoryScorer, blended
from ticketing.drafting.spoken import Said
from ticketing.gazetteer.lexicon import Lexicon

SHOWN = 3
WHY_WORDS = 4
# Tuned on the calls whose number is not a multiple of three.
KEYWORD, MEANT, LEAF, BRANCH = 3.0, 2.2, 1.6, 0.6
CALLER_OPENING, CALLER, AGENT = 1.6, 1.0, 0.7
BY_SOUND = 0.7
OPENING_TURNS = 3
COMMON = 0.5
CONFIDENT = 0.45
# Said in calls about anything: they point to a category only weakly.
_COMMON_LISTED = """
合同 检查 材料 看不清 车位 登记 预约 企业 政策 咨询 上门 质量 设施 维护 上课 摔了 受伤 孩子 老人 公司 老板 没有 小区 学校 学生
下雨 政府 电话 半夜 医院 老师 困难 维修 收费 希望 建议 回复 司机 道路
"""
_COMMON_WORDS = frozenset(_COMMON_LISTED.split())
_DENIED = re.compile("(?:不是|没有闻到|没闻到)$")
A_LONG_SENTENCE = 25
_OF_THE_CALL = re.compile(
    r"(?:我|免贵|免跪)?[姓性][\u4e00-\u9fff]|谢谢|歇歇|打这个|就这个|这个号|^[对好嗯行是的中可以没了拜]{1,6}$|等你们电话|辛苦了|麻烦你"
)
_OF_THE_DESK = re.compile(
    r"您?好.{0,12}(?:热线|专席|请讲|请说|三四五)|贵[姓性]|称呼|电话|手机|号码|登记|转给|转个|录入|生成|评价|再见|生活愉快|不客气|"
    r"联系您|短信|感谢"
)
_STOP = frozenset({"没有", "问题", "不到", "到位", "服务", "管理", "情况", "办理", "业务", "使用", "其他"})


class CategoryWords:
    """The words of one city's tree with their weights; a word that few categories share weighs more."""

    def __init__(self, categories: Mapping[str, Category]) -> None:
        self._names = {code: category.name for code, category in categories.items()}
        self._weights: dict[str, dict[str, float]] = {}
        for category in categories.values():
            for word, weight in _words(category).items():
                self._weights.setdefault(word, {})[category.code] = weight
        self._lexicon = Lexicon(self._weights, by_sound=_spoken(categories))
        self._count = len(categories)

    def suggest(
        self, said: Sequence[Said], hidden: Iterable[str] = (), scorer: CategoryScorer | None = None
    ) -> tuple[CategorySuggestion, ...]:
        """Best three with their share of the best three's score. ``hidden`` words (place names) do not count.

        What a ``scorer`` has learnt is weighed with the directory's words; codes that this tree lacks do not count.
        """
        hidden = tuple(hidden)
        scores, words = self._scored(said, hidden)
        text = _callers_words(said, hidden)
        if scorer is not None:
            shares = scorer.shares(text, _agents_words(said, hidden))
            blend = blended(scores, sum(sorted(scores.values())[-SHOWN:]), shares, scorer.weight)
            scores = {code: score for code, score in blend.items() if code in self._names and score > 0}
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
        total = sum(score for _, score in best)
        return tuple(
            CategorySuggestion(
                code,
                self._names[code],
                round(score / total, 3),
                _why(words.get(code, {}), scorer.why(text, code) if scorer else ()),
            )
            for code, score in best
        )

    def _scored(self, said: Sequence[Said], hidden: tuple[str, ...]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
        """The score of each leaf, and what each word gave to it."""
        scores: dict[str, float] = {}
        words: dict[str, dict[str, float]] = {}
        for word, heard in self._heard(said, hidden).items():
            common = COMMON if word in _COMMON_WORDS else 1.0
            rarity = common * math.log(1 + self._count / len(self._weights[word]))
            for code, weight in self._weights[word].items():
                gain = weight * rarity * min(heard, 2.5)
                scores[code] = scores.get(code, 0.0) + gain
                words.setdefault(code, {})[word] = gain
        return scores, words

    def words_in(self, text: str) -> list[str]:
        return [hit.phrase for hit in self._lexicon.find(text)]

    def _heard(self, said: Sequence[Said], hidden: tuple[str, ...]) -> dict[str, float]:
        heard: dict[str, float] = {}
        seen_caller = 0
        for one in said:
            speaker = AGENT
            if one.channel == "caller":
                seen_caller += 1
                speaker = CALLER_OPENING if seen_caller <= OPENING_TURNS else CALLER
            text = _hide(one.text, hidden)
            hits = (hit for hit in self._lexicon.find(text) if not _DENIED.search(text[: hit.start]))
            for word, exact in {hit.phrase: hit.exact for hit in hits}.items():
                heard[word] = heard.get(word, 0.0) + speaker * (1.0 if exact else BY_SOUND)
        return heard


def suggest(
    said: Sequence[Said], city: City, hidden: Iterable[str] = (), scorer: CategoryScorer | None = None
) -> tuple[CategorySuggestion, ...]:
    return category_words(city).suggest(said, hidden, scorer)


@lru_cache(maxsize=4)
def category_words(city: City) -> CategoryWords:
    return CategoryWords(city.categories)


def _words(category: Category) -> dict[str, float]:
    weights: dict[str, float] = {}
    for level, weight in ((3, BRANCH), (4, LEAF)):
        for piece in _pieces(category.path[level]):
            weights[piece] = max(weights.get(piece, 0.0), weight)
    for word, meant in EVERYDAY.items():
        fit = sum(any(m in text for text in (*category.keywords, category.name)) for m in meant)
        if fit:
            weights[word] = MEANT if fit == 1 else MEANT * 1.2
    for keyword in category.keywords:
        weights[keyword.lower()] = KEYWORD * (1.0 if len(keyword) >= 2 else 0.3)
        for piece in _pieces(keyword) if len(keyword) > 2 else ():
            weights.setdefault(piece, LEAF)
    return weights


def _spoken(categories: Mapping[str, Category]) -> set[str]:
    """What may be found by its sound: keywords of two characters and more; pieces of names mean little by sound."""
    return {word.lower() for category in categories.values() for word in category.keywords if len(word) >= 2}


def _pieces(name: str) -> set[str]:
    """All pairs of neighbouring characters, without those that say nothing."""
    return {name[i : i + 2] for i in range(len(name) - 1) if not name[i : i + 2].isascii()} - _STOP


def _why(words: Mapping[str, float], learnt: Sequence[str]) -> str:
    """The directory's words first; of the learnt ones those that say something more."""
    told = sorted(words, key=lambda word: (-words[word], word))[:WHY_WORDS]
    for word in learnt:
        if len(told) < WHY_WORDS and not any(word in other or other in word for other in told):
            told.append(word)
    return "、".join(told)


def _callers_words(said: Sequence[Said], hidden: tuple[str, ...]) -> str:
    """What the caller tells, without the sentences that belong to the call itself."""
    told = (one.text for one in said if one.channel == "caller")
    return "\n".join(_hide(text, hidden) for text in told if len(text) >= A_LONG_SENTENCE or not _OF_THE_CALL.search(text))


def _agents_words(said: Sequence[Said], hidden: tuple[str, ...]) -> str:
    asked = (one.text for one in said if one.channel == "agent")
    return "\n".join(_hide(text, hidden) for text in asked if not _OF_THE_DESK.search(text))


def _hide(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, "○" * len(name))
    return text
