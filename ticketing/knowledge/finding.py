"""Search as one types: candidates from the database's own index, field by field, ranked by rules; alike on both databases."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any, Literal, TypeAlias

from sqlalchemy import Integer, Row, Select, TextClause, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from ticketing.knowledge import asking, ranking, repository
from ticketing.knowledge.asking import Query
from ticketing.knowledge.marking import level, marked, snippet
from ticketing.knowledge.models import KnowledgeItemRow, KnowledgeTextRow, KnowledgeVersionRow
from ticketing.knowledge.ranking import Fields
from ticketing.knowledge.schemas import ArticleContent, ArticleKind, KnowledgeFound, KnowledgeHit, MarkedText
from ticketing.knowledge.states import Standing, standing
from ticketing.search.tokens import asked
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

Where: TypeAlias = Literal["title", "asked", "whole"]
PLACES: tuple[Where, ...] = ("title", "asked", "whole")
COLUMNS: Mapping[Where, str] = {"title": "title", "asked": "{title questions}", "whole": "{title questions body}"}
CANDIDATES = 60
"""So many articles are read and ranked; those with the words in the title come first, then questions, then bodies."""
ENOUGH = 40
"""With so many whose title or question has the words, bodies are not looked at."""
LATE = 1_000.0
"""What has expired stands below everything that holds."""
LOOKED_THROUGH = 0.1
"""A near find is looked for among this share of the articles at most."""
_STATISTICS = text(
    "SELECT token, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(token, share)"
    " WHERE schemaname = current_schema() AND tablename = 'knowledge_texts' AND attname = :column AND token = ANY(:pairs)"
)
_FTS = table("knowledge_fts", column("rowid", Integer), column("rank"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article as the ranking reads it."""

    item: KnowledgeItemRow
    version: KnowledgeVersionRow
    fields: Fields

    @property
    def categories(self) -> Sequence[str]:
        return tuple(self.version.content["categories"])

    def standing(self, day: date) -> Standing:
        return standing(self.version.effective_from, self.version.expires_on, day)

    @property
    def content(self) -> ArticleContent:
        """Read whole only of what is shown."""
        return ArticleContent.model_validate(self.version.content)


def find(
    uow: UnitOfWork, q: str, at: datetime, *, category: str | None = None, kind: ArticleKind | None = None
) -> KnowledgeFound:
    """Best first: every word stands in each find; where no article has them all, those that have most of it (``near``)."""
    query = asking.query(q)
    if not query.words:
        return KnowledgeFound(items=())
    day = repository.today(uow, at)
    exact = _ranked(_candidates(uow, query, kind), query, day, category, near=False)
    if exact or len(query.pairs) < 2:
        return KnowledgeFound(items=_hits(uow, exact, query.words, day))
    close = _near(uow, query, kind, where="asked") or _near(uow, query, kind)
    near = _ranked(close, query, day, category, near=True)
    return KnowledgeFound(items=_hits(uow, near, query.pairs, day), near=bool(near))


def count(uow: UnitOfWork, q: str, at: datetime) -> int:
    """How many finds a question has, up to those that are shown."""
    return len(find(uow, q, at).items)


def candidates_near(uow: UnitOfWork, query: Query) -> list[Candidate]:
    """Articles that share most with the question in title and questions, for suggestions."""
    return _near(uow, query, None, where="asked")


def read(rows: "Iterable[Row[KnowledgeItemRow, KnowledgeVersionRow]]") -> list[Candidate]:
    return [_candidate(item, version) for item, version in rows]


def shown() -> "Select[KnowledgeItemRow, KnowledgeVersionRow]":
    """Items that are shown, with their version."""
    joined = KnowledgeVersionRow.id == KnowledgeItemRow.current_id
    return select(KnowledgeItemRow, KnowledgeVersionRow).join(KnowledgeVersionRow, joined)


def hit(uow: UnitOfWork, one: Candidate, words: Sequence[str], day: date, why: str = "") -> KnowledgeHit:
    """What is suggested (``why``) shows its short answer, what was searched for the piece that has the words."""
    content = one.content
    short = bool(why and content.short_answer) or not _in_body(one, content, words)
    return KnowledgeHit(
        item=one.item.id,
        version=one.version.id,
        number=one.version.number,
        code=one.item.code,
        kind=content.kind,
        title=marked(content.title, words),
        question=_question(content.questions, words),
        snippet=snippet(content.short_answer if short else content.body, words),
        short_answer=content.short_answer,
        unit=unit_coded(uow, one.item.unit_code).name,
        source=" ".join(filter(None, (content.source, content.document_number))),
        expires_on=content.expires_on,
        standing=one.standing(day),
        uses=one.item.uses,
        why=why,
    )


def _ranked(
    candidates: Sequence[Candidate], query: Query, day: date, category: str | None, *, near: bool
) -> list[tuple[float, Candidate]]:
    scored: list[tuple[float, Candidate]] = []
    for one in candidates:
        fits = ranking.near(query, one.fields) if near else ranking.fit(query, one.fields)
        if fits is None:
            continue
        more = ranking.by_category(category, one.categories) + ranking.by_uses(one.item.uses)
        late = LATE if one.standing(day) == "expired" else 0.0
        scored.append((fits + more - late, one))
    return sorted(scored, key=lambda entry: (-entry[0], entry[1].item.code))


def _hits(
    uow: UnitOfWork, ranked: Sequence[tuple[float, Candidate]], words: Sequence[str], day: date
) -> tuple[KnowledgeHit, ...]:
    return tuple(hit(uow, one, words, day) for _, one in ranked[: uow.law.knowledge.found])


def _candidates(uow: UnitOfWork, query: Query, kind: ArticleKind | None) -> list[Candidate]:
    """From the narrowest field to the widest, until there is enough to rank."""
    found: dict[str, Candidate] = {}
    for where in PLACES:
        for one in _matching(uow, _all(query.words, _is_postgresql(uow)), where, kind, by_rank=False):
            found.setdefault(one.item.id, one)
        if len(found) >= ENOUGH:
            break
    return list(found.values())


def _near(uow: UnitOfWork, query: Query, kind: ArticleKind | None, where: Where = "whole") -> list[Candidate]:
    if not query.pairs:
        return []
    postgresql = _is_postgresql(uow)
    pairs = rare(query.pairs, _shares(uow, query.pairs, where)) if postgresql else query.pairs
    return _matching(uow, _any(pairs, postgresql), where, kind, by_rank=True)


def rare(pairs: Sequence[str], shares: Mapping[str, float]) -> Sequence[str]:
    """The pairs that a near find is looked for by, the rarest; ``shares``: in which part of the articles each common one stands.

    An article with `ranking.NEAR` of all pairs has one of the rest where fewer than that are left out, so the commonest are; and
    those that would bring more than `LOOKED_THROUGH` of the base, for ranking them takes longer than all the rest. Pure.
    """
    rarest = sorted(pairs, key=lambda pair: shares.get(pair, 0.0))
    enough = rarest[: len(rarest) - math.ceil(ranking.NEAR * len(rarest)) + 1]
    through = accumulate(shares.get(pair, 0.0) for pair in enough)
    return [pair for pair, so_far in zip(enough, through, strict=True) if so_far <= LOOKED_THROUGH] or rarest[:1]


def _shares(uow: UnitOfWork, pairs: Sequence[str], where: Where) -> Mapping[str, float]:
    """PostgreSQL's own statistics of the index: they know the common tokens, and nothing before the first ANALYZE."""
    rows = uow.session.execute(_STATISTICS, {"column": f"{where}_vector", "pairs": list(pairs)})
    return {row.token: row.share for row in rows}


def _matching(uow: UnitOfWork, match: str, where: Where, kind: ArticleKind | None, *, by_rank: bool) -> list[Candidate]:
    """At most `CANDIDATES`: those that share most with the question, or else the newest."""
    of_item = KnowledgeTextRow.item_id == KnowledgeItemRow.id
    query: Any = shown().join(KnowledgeTextRow, of_item)
    if kind:
        query = query.where(KnowledgeItemRow.kind == kind)
    query = (_postgresql if _is_postgresql(uow) else _sqlite)(query, match, where, by_rank=by_rank)
    return read(uow.session.execute(query.limit(CANDIDATES)).all())


def _postgresql(query: Select[Any], match: str, where: Where, *, by_rank: bool) -> Select[Any]:
    vector: Any = literal_column(f"knowledge_texts.{where}_vector")
    wanted = cast(match, TSQUERY)
    order = [func.ts_rank(vector, wanted).desc()] if by_rank else []
    return query.where(vector.op("@@")(wanted)).order_by(*order, KnowledgeTextRow.seq.desc())


def _sqlite(query: Select[Any], match: str, where: Where, *, by_rank: bool) -> Select[Any]:
    fits: TextClause = text("knowledge_fts MATCH :match").bindparams(match=f"{COLUMNS[where]} : ({match})")
    order = [_FTS.c.rank] if by_rank else [_FTS.c.rowid.desc()]
    return query.join(_FTS, _FTS.c.rowid == KnowledgeTextRow.seq).where(fits).order_by(*order)


def _all(words: Sequence[str], postgresql: bool) -> str:
    tokens = [(token, open_end) for pairs, open_end in map(asked, words) for token in pairs]
    if postgresql:
        return " & ".join(f"'{token}'{':*' if open_end else ''}" for token, open_end in tokens)
    return " AND ".join(f'"{token}"{" *" if open_end else ""}' for token, open_end in tokens)


def _any(pairs: Sequence[str], postgresql: bool) -> str:
    return " | ".join(f"'{pair}'" for pair in pairs) if postgresql else " OR ".join(f'"{pair}"' for pair in pairs)


def _candidate(item: KnowledgeItemRow, version: KnowledgeVersionRow) -> Candidate:
    said = version.content
    body = "\n".join((said["short_answer"], said["body"], said["source"], said["document_number"]))
    fields = Fields(title=level(said["title"]), questions=tuple(map(level, said["questions"])), said=body)
    return Candidate(item=item, version=version, fields=fields)


def _question(questions: Sequence[str], words: Sequence[str]) -> MarkedText | None:
    """The variant that has most of what was asked for."""
    each = [marked(question, words) for question in questions]
    best = max(each, key=lambda one: sum(end - start for start, end in one.marks), default=None)
    return best if best and best.marks else None


def _in_body(one: Candidate, content: ArticleContent, words: Sequence[str]) -> bool:
    """Whether the body has words that the short answer lacks."""
    short = level(content.short_answer)
    return not short or any(word in one.fields.body and word not in short for word in words)


def _is_postgresql(uow: UnitOfWork) -> bool:
    return uow.session.get_bind().dialect.name == "postgresql"
