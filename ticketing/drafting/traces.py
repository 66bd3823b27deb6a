"""Which words of the call stand behind each piece of the title, the summary and the matter. Pure.

Besides these pieces a composed text holds fixed words only (来电反映, 诉求, 【紧急】): a test takes the pieces out and looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ticketing.drafting.anchors import anchored, by_index
from ticketing.drafting.facts import DraftFacts, Evidence, Trace
from ticketing.drafting.matters import Clause
from ticketing.drafting.spoken import Said
from ticketing.drafting.titles import where_of

CLAUSE_CONFIDENCE = 0.6


def traced(facts: DraftFacts, told: Sequence[Clause], title: Sequence[Trace], said: Sequence[Said]) -> DraftFacts:
    """The facts with offsets for each evidence, and the traces of their composed texts.

    ``told`` are the phrases of the matter, ``title`` the pieces of the title.
    """
    turns = by_index(said)
    evidence = {name: anchored(one, turns) for name, one in facts.evidence.items()}
    clauses = tuple(Trace(one.text, anchored(Evidence(one.index, one.heard, CLAUSE_CONFIDENCE), turns)) for one in told)
    traces = {
        "title": tuple(Trace(one.text, anchored(one.evidence, turns)) for one in title),
        "summary": tuple(piece for piece in (*_of_fields(facts, evidence), *clauses) if piece.text in facts.summary),
        "matter": clauses,
    }
    return replace(facts, evidence=evidence, traces={name: kept for name, kept in traces.items() if kept})


def _of_fields(facts: DraftFacts, evidence: Mapping[str, Evidence]) -> Iterator[Trace]:
    detail = (facts.place.detail or "") if facts.place else ""
    where = where_of(facts.place).removesuffix(detail)
    texts = {"caller_name": facts.caller_name, "place": where, "place_detail": detail, "time": facts.time, "wish": facts.wish}
    for name, text in texts.items():
        if text and name in evidence:
            yield Trace(text, evidence[name])
