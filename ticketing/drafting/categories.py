"""Which leaves of the tree a call speaks of: the city's keywords, and the pieces of its category names."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ticketing.directory import Category, City
from ticketing.drafting.facts import CategorySuggestion
from ticketing.drafting.spoken import Said
from ticketing.gazetteer.lexicon import Lexicon

SHOWN = 3
WHY_WORDS = 4
# Tuned on the calls whose number is not a multiple of three.
KEYWORD, LEAF, BRANCH = 3.0, 1.6, 0.6
CALLER_OPENING, CALLER, AGENT = 1.6, 1.0, 0.45
BY_SOUND = 0.7
OPENING_TURNS = 3
CONFIDENT = 0.5
_STOP = frozenset({"问题", "不到", "到位", "服务", "管理", "情况", "办理", "业务", "使用", "其他"})


class CategoryWords:
    """The words of one city's tree with their weights; a word that few categories share weighs more."""

    def __init__(self, categories: Mapping[str, Category]) -> None:
        self._names = {code: category.name for code, category in categories.items()}
        self._weights: dict[str, dict[str, float]] = {}
        for category in categories.values():
            for word, weight in _words(category).items():
                self._weights.setdefault(word, {})[category.code] = weight
        self._lexicon = Lexicon(self._weights, min_by_sound=2)
        self._count = len(categories)

    def suggest(self, said: Sequence[Said], hidden: Iterable[str] = ()) -> tuple[CategorySuggestion, ...]:
        """Best three with their share of the best three's score. ``hidden`` words (place names) do not count."""
        scores: dict[str, float] = {}
        words: dict[str, dict[str, float]] = {}
        for word, heard in self._heard(said, tuple(hidden)).items():
            rarity = math.log(1 + self._count / len(self._weights[word]))
            for code, weight in self._weights[word].items():
                gain = weight * rarity * min(heard, 2.5)
                scores[code] = scores.get(code, 0.0) + gain
                words.setdefault(code, {})[word] = gain
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
        total = sum(score for _, score in best)
        return tuple(
            CategorySuggestion(code, self._names[code], round(score / total, 3), _why(words[code])) for code, score in best
        )

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
            text = one.text
            for name in hidden:
                text = text.replace(name, "○" * len(name))
            for word, exact in {hit.phrase: hit.exact for hit in self._lexicon.find(text)}.items():
                heard[word] = heard.get(word, 0.0) + speaker * (1.0 if exact else BY_SOUND)
        return heard


def suggest(said: Sequence[Said], city: City, hidden: Iterable[str] = ()) -> tuple[CategorySuggestion, ...]:
    return category_words(city).suggest(said, hidden)


@lru_cache(maxsize=4)
def category_words(city: City) -> CategoryWords:
    return CategoryWords(city.categories)


def _words(category: Category) -> dict[str, float]:
    weights: dict[str, float] = {}
    for level, weight in ((3, BRANCH), (4, LEAF)):
        for piece in _pieces(category.path[level]):
            weights[piece] = max(weights.get(piece, 0.0), weight)
    for keyword in category.keywords:
        weights[keyword.lower()] = KEYWORD * (1.0 if len(keyword) >= 2 else 0.3)
        for piece in _pieces(keyword) if len(keyword) > 2 else ():
            weights.setdefault(piece, LEAF)
    return weights


def _pieces(name: str) -> set[str]:
    """All pairs of neighbouring characters, without those that say nothing."""
    return {name[i : i + 2] for i in range(len(name) - 1)} - _STOP


def _why(words: Mapping[str, float]) -> str:
    return "、".join(sorted(words, key=lambda word: (-words[word], word))[:WHY_WORDS])
