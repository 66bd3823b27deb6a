"""Which words of the call stand behind each piece of the title, the summary and the matter. Pure.

Besides these pieces a composed text holds fixed words only (来电反映, 诉求, 【紧急】): a test takes the pieces out and looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ticketing.drafting.anchors import anchored
from ticketing.drafting.facts import CategorySuggestion, DraftFacts, Evidence, Trace
from ticketing.drafting.matters import Clause
from ticketing.drafting.spoken import Said
from ticketing.drafting.titles import headless, where_of

CLAUSE_CONFIDENCE = 0.6


def traced(facts: DraftFacts, told: Sequence[Clause], found: Sequence[Clause], said: Sequence[Said]) -> DraftFacts:
    """The facts with offsets for each evidence, and the traces of their composed texts.

    ``told`` are the sentences of the matter, ``found`` all that the title may have been cut from.
    """
    turns = {one.index: one for one in said}
    evidence = {name: anchored(one, turns) for name, one in facts.evidence.items()}
    pieces = [*_of_fields(facts, evidence), *(_of_clause(clause, turns) for clause in told)]
    traces = {
        "title": tuple(_of_title(facts, evidence, found, turns)),
        "summary": tuple(piece for piece in pieces if piece.text in facts.summary),
        "matter": tuple(piece for piece in pieces if piece.text in facts.matter and piece.text in _texts(told)),
    }
    return replace(facts, evidence=evidence, traces={name: kept for name, kept in traces.items() if kept})


def _of_fields(facts: DraftFacts, evidence: Mapping[str, Evidence]) -> Iterator[Trace]:
    detail = (facts.place.detail or "") if facts.place else ""
    where = where_of(facts.place).removesuffix(detail)
    texts = {"caller_name": facts.caller_name, "place": where, "place_detail": detail, "time": facts.time, "wish": facts.wish}
    for name, text in texts.items():
        if text and name in evidence:
            yield Trace(text, evidence[name])


def _of_title(
    facts: DraftFacts, evidence: Mapping[str, Evidence], found: Sequence[Clause], turns: Mapping[int, Said]
) -> Iterator[Trace]:
    rest = headless(facts.title)
    where = facts.place.text if facts.place else ""
    if where and rest.startswith(where) and "place" in evidence:
        rest = rest.removeprefix(where)
        yield Trace(where, evidence["place"])
    if not rest:
        return
    if _names_category(rest, facts.category_suggestions) and "category" in evidence:
        yield Trace(rest, evidence["category"])
        return
    source = next((clause for clause in found if rest in clause.text.replace(where, "")), found[0] if found else None)
    if source:
        yield Trace(rest, anchored(Evidence(source.index, rest, CLAUSE_CONFIDENCE), turns))


def _names_category(text: str, categories: Sequence[CategorySuggestion]) -> bool:
    return bool(categories) and categories[0].name.startswith(text)


def _of_clause(clause: Clause, turns: Mapping[int, Said]) -> Trace:
    return Trace(clause.text, anchored(Evidence(clause.index, clause.text, CLAUSE_CONFIDENCE), turns))


def _texts(told: Sequence[Clause]) -> set[str]:
    return {clause.text for clause in told}
