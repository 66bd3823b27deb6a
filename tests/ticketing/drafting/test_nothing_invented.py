"""Nothing is invented, on every call at hand: each piece of a composed text is what was heard, or the form's word for it."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ticketing.directory.city_data import shared_data
from tests.ticketing.drafting.test_traces import FIXED
from ticketing.directory import City, load_city
from ticketing.drafting import DraftFacts, Trace, Turn, compose
from ticketing.drafting.anchors import LEAST
from ticketing.drafting.plain import plain
from ticketing.drafting.questions import NAMES as ASKED
from ticketing.drafting.remedies import NAMES as REMEDIES
from ticketing.drafting.spoken import Said, listen
from ticketing.drafting.troubles import NAMES as TROUBLES
from ticketing.drafting.troubles import THINGS
from ticketing.drafting.wishes import OFFICE

OWN = Path(__file__).parent / "calls"
ALTHOUGH = re.compile("^不过(?![去来])")
NEGATIONS = set("不没未别无")


def calls() -> Iterator[dict[str, Any]]:
    files = [shared_data() / "calls-zh.jsonl", *sorted(OWN.glob("*.jsonl"))]
    for file in files:
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def drafted() -> list[tuple[str, tuple[Said, ...], DraftFacts]]:
    city: City = load_city(str(shared_data() / "city"))
    found = []
    for call in calls():
        turns = [Turn("agent" if t["who"] == "agent" else "caller", t["text"], t["start"], t["end"]) for t in call["turns"]]
        facts = compose(
            turns, city=city, call_time=datetime.fromisoformat(call["call_time"]), caller_number=call["caller_number"] or ""
        )
        found.append((call["id"], plain(listen(turns)), facts))
    return found


def test_title_and_summary_are_their_pieces_and_fixed_words(drafted: list[tuple[str, tuple[Said, ...], DraftFacts]]) -> None:
    for call, _, facts in drafted:
        for name, whole in (("title", facts.title), ("summary", facts.summary), ("matter", facts.matter)):
            text = whole
            for piece in sorted((trace.text for trace in facts.traces.get(name, ())), key=len, reverse=True):
                assert piece in whole, (call, name, piece)
                text = text.replace(piece, "")
            assert FIXED.fullmatch(text), (call, name, text)


def test_each_piece_of_the_matter_is_the_caller_s_words_in_their_order(
    drafted: list[tuple[str, tuple[Said, ...], DraftFacts]],
) -> None:
    for call, said, facts in drafted:
        turns = {one.index: one.text for one in said if one.channel == "caller"}
        for trace in facts.traces.get("matter", ()):
            heard = turns[trace.evidence.turn or 0] if trace.evidence.turn is not None else ""
            plain_text = trace.text.replace("（号码已隐去）", "")
            assert within(plain_text, heard), (call, trace.text)
            assert set(ALTHOUGH.sub("", trace.evidence.phrase)) & NEGATIONS == set(trace.text) & NEGATIONS, (call, trace)


def test_each_piece_of_the_title_is_heard_or_a_word_of_the_form(
    drafted: list[tuple[str, tuple[Said, ...], DraftFacts]],
) -> None:
    for call, said, facts in drafted:
        for trace in facts.traces.get("title", ()):
            assert rests(trace, said, facts), (call, trace)


def test_a_wish_is_heard_or_a_word_of_the_form(drafted: list[tuple[str, tuple[Said, ...], DraftFacts]]) -> None:
    for call, said, facts in drafted:
        whole = "".join(one.text for one in said)
        rest = facts.wish
        known = {*REMEDIES, *ASKED, *OFFICE, *THINGS, facts.object, *(one.name for one in facts.category_suggestions), "办理"}
        for word in sorted(filter(None, known), key=len, reverse=True):
            rest = rest.replace(word, "，")
        for piece in filter(None, rest.split("，")):
            assert within(piece, whole), (call, facts.wish, piece)


def test_every_evidence_stands_where_it_points(drafted: list[tuple[str, tuple[Said, ...], DraftFacts]]) -> None:
    for call, said, facts in drafted:
        texts = {one.index: one.text for one in said}
        for traces in facts.traces.values():
            for trace in traces:
                if trace.evidence.turn is not None and len(trace.evidence.phrase) >= LEAST:
                    assert set(trace.evidence.phrase) & set(texts.get(trace.evidence.turn, "")), (call, trace)


def rests(trace: Trace, said: tuple[Said, ...], facts: DraftFacts) -> bool:
    """Heard in this order in the turn it names, or a name of the form, the place or the category, with the words for it."""
    text = trace.text.removeprefix("、")
    heard = next((one.text for one in said if one.index == trace.evidence.turn), "")
    named = {one.name for one in facts.category_suggestions}
    named |= {*TROUBLES, facts.object, facts.wish.partition("、")[0], facts.wish}
    if facts.place is not None:
        named |= {facts.place.text, (facts.place.detail or "")[: len(text)]}
    named |= {name[start:] for name in ASKED for start in range(len(name) - 1)}
    return bool(trace.evidence.phrase) and (text in named or within(text, heard))


def within(text: str, heard: str) -> bool:
    """Whether the characters of ``text`` stand in ``heard`` in the same order."""
    rest = iter(heard)
    return all(character in rest for character in text)
