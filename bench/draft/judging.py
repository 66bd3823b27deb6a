"""A draft beside what a good agent would have noted, field by field. Pure.

Names, numbers and codes are right or wrong. Free text (object, wish, matter, detail) is judged by the pairs of neighbouring
characters that it shares with the note: the share of the draft's is its precision, the share of the note's its recall.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ticketing.drafting import TYPES
from ticketing.drafting.numerals import digits, in_figures
from ticketing.drafts.schemas import DraftOut

LEAST_OF_NUMBER = 6
"""So many digits of an identity or card number in a row count as shown."""
_TITLES = re.compile("先生/女士|先生|女士|小姐|师傅|阿姨|大姐|大爷|大妈|大叔|婶子|奶奶|爷爷|老师|经理|老板|^老|^小")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_DAILY = re.compile(r"daily (\d\d)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``wanted`` and ``given`` are 1 where the note and the draft have the field; ``precise`` and ``met`` what of it is right."""

    field: str
    wanted: int
    given: int
    precise: float
    met: float
    meant: str
    got: str

    @property
    def missed(self) -> bool:
        return bool(self.given and self.precise < 0.5) or bool(self.wanted and self.met < 0.5)


def judge(facts: Mapping[str, Any], draft: DraftOut) -> list[Verdict]:
    """All fields of one call; ``facts`` as the file has them."""
    return [*_exact(facts, draft), *_categories(facts, draft), *_place(facts, draft), *_time(facts, draft), *_texts(facts, draft),
            *_flags(facts, draft), *_numbers(facts, draft)]  # fmt: skip


def _exact(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    kind = TYPES[draft.type] if draft.type else ""
    yield _sure("type", facts["type"], kind, facts["type"] == kind)
    number = facts["callback_number"] or ""
    yield _maybe("callback_number", number, draft.callback_number, number == draft.callback_number)
    name = facts["caller_name"] or ""
    yield _maybe("caller_name", name, draft.caller_name, same_name(name, draft.caller_name))
    words = "、".join(one.word for one in draft.urgent)
    yield _maybe("urgent", "、".join(facts["urgent"]), words, True)


def _categories(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    wanted = facts["category_code"]
    codes = [one.code for one in draft.category_suggestions]
    shown = "、".join(f"{one.code}{one.name}" for one in draft.category_suggestions)
    yield _sure("category_top1", wanted, shown, codes[:1] == [wanted])
    yield _sure("category_top3", wanted, shown, wanted in codes)


def _place(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    """The named place of the city's list; where the note has only a district or a street, that."""
    place, got = facts["place"], draft.place
    name, heard = place["gazetteer"] or place["text"] or "", (got.gazetteer or got.text if got else "")
    same = name == heard if place["gazetteer"] else bool(got) and place["street"] == got.street_code  # type: ignore[union-attr]
    yield _maybe("place", name, heard, same)
    street, district = place["street"] or "", place["district"] or ""
    yield _maybe("street", street, (got.street_code if got else "") or "", bool(got) and got.street_code == street)  # type: ignore[union-attr]
    yield _maybe("district", district, (got.district if got else "") or "", bool(got) and got.district == district)  # type: ignore[union-attr]
    yield _overlap("place_detail", place["detail"] or "", (got.detail if got else "") or "")


def _time(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    said, normal = facts["time"]["text"] or "", facts["time"]["normalized"] or ""
    shared = _pairs(said) & _pairs(draft.time)
    yield _maybe("time", said, draft.time, sum(shared.values()) * 2 >= sum(_pairs(said).values()))
    yield _maybe("time_normalized", normal, draft.time_normalized, same_time(normal, draft.time_normalized))


def _texts(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    yield _overlap("object", facts["object"] or "", draft.object)
    yield _overlap("wish", facts["wish"] or "", draft.wish)
    yield _overlap("matter", facts["matter"] or "", draft.matter)


def _flags(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    for flag in sorted({*facts["flags"], *draft.flags}):
        wanted, given = flag in facts["flags"], flag in draft.flags
        yield _maybe("flags", flag if wanted else "", flag if given else "", wanted and given)


def _numbers(facts: Mapping[str, Any], draft: DraftOut) -> Iterator[Verdict]:
    text = leaving(draft)
    for number in facts["id_numbers"]:
        hidden = not shown(number, text)
        yield _sure("id_numbers_masked", "hidden", "hidden" if hidden else "shown", hidden)


def leaving(draft: DraftOut) -> str:
    """All text of a draft that leaves the call."""
    parts = [draft.title, draft.summary, draft.matter, draft.wish, draft.object, draft.time, *draft.id_numbers]
    parts += [one.sentence for one in draft.urgent]
    parts += [one.phrase for one in draft.evidence.values()]
    parts += [text for traces in draft.traces.values() for one in traces for text in (one.text, one.phrase)]
    if draft.place:
        parts += [draft.place.text, draft.place.detail or ""]
    return "\n".join(parts)


def shown(number: str, text: str) -> bool:
    """Whether so much of the number stands in the text, in figures or as spoken."""
    heard = "\n".join(map(digits, text.split("\n")))
    plain = digits(number)
    last = max(1, len(plain) - LEAST_OF_NUMBER + 1)
    return any(plain[start : start + LEAST_OF_NUMBER] in heard for start in range(last)) if plain else False


def same_name(meant: str, got: str) -> bool:
    """The same surname, and no other title than was meant; without a title from the caller both are open."""
    if not meant or not got or _TITLES.sub("", meant)[:1] != _TITLES.sub("", got)[:1]:
        return False
    return got.endswith("先生/女士") or meant == got


def same_time(meant: str, got: str) -> bool:
    """The same beginning: to the month where one says no more, else to a day and a tenth of the span; the same daily hour."""
    daily, ours = _DAILY.search(meant), _DAILY.search(got)
    if daily and not _DATE.search(meant):
        return ours is not None and abs(int(daily[1]) - int(ours[1])) <= 1
    one, other = _DATE.search(meant), _DATE.search(got)
    if not one or not other or one[1] != other[1]:
        return _near(one, other, meant) if one and other and one[3] and other[3] else False
    if not (one[3] and other[3]):
        return one[2] == other[2] or not (one[2] and other[2])
    return _near(one, other, meant)


def _near(one: re.Match[str], other: re.Match[str], meant: str) -> bool:
    begin, ours = _day(one), _day(other)
    last = [_day(found) for found in _DATE.finditer(meant) if found[3]][-1]
    return abs((begin - ours).days) <= (1 + abs((last - begin).days) // 10 if last != begin else 0)


def _day(found: re.Match[str]) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _sure(field: str, meant: str, got: str, right: bool) -> Verdict:
    return Verdict(field, 1, 1, float(right), float(right), meant, got)


def _maybe(field: str, meant: str, got: str, right: bool) -> Verdict:
    good = float(bool(meant) and bool(got) and right)
    return Verdict(field, int(bool(meant)), int(bool(got)), good, good, meant, got)


def _overlap(field: str, meant: str, got: str) -> Verdict:
    ours, theirs = _pairs(in_figures(got)), _pairs(in_figures(meant))
    shared = sum((ours & theirs).values())
    precise = shared / max(1, sum(ours.values()))
    return Verdict(field, int(bool(meant)), int(bool(got)), precise, shared / max(1, sum(theirs.values())), meant, got)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) != 1 else Counter([text])
