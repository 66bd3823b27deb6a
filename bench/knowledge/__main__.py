"""Search as one types in the knowledge base; one JSON object a line on standard output, words on standard error.

SCALE=N or --scale N   articles (10,000)
--only KIND …          of: postgresql, sqlite
--rounds N             searches of each kind (1,000)
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time

from sqlalchemy import text

from bench.knowledge.articles import BATCH, fill, typed, written
from bench.telephony.figures import Figure
from config.errors import HotlineError
from hotline.demo.postgres import PostgresServer, why_not
from ticketing.db import Database, open_database
from ticketing.knowledge import finding
from ticketing.knowledge.schemas import ArticleContent

KINDS = ("postgresql", "sqlite")
SCALE, ROUNDS = 10_000, 1_000
WARM_UP = 40
GOAL_MS = 50.0


def main(words: Sequence[str]) -> int:
    """0 whatever the figures; 2 with a sentence when there is nothing to measure."""
    chosen = _arguments(words)
    try:
        for kind in chosen.only:
            if kind == "postgresql" and (trouble := why_not()):
                _say(trouble)
                continue
            with filled(kind, chosen.scale) as (database, articles):
                for figure in figures(database, articles, chosen.rounds, kind):
                    print(figure.line(), flush=True)
    except HotlineError as error:
        _say(str(error))
        return 2
    return 0


@contextmanager
def filled(kind: str, scale: int) -> Iterator[tuple[Database, list[ArticleContent]]]:
    """A database of the run's own with ``scale`` articles, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-knowledge-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(_own(Path(folder) / "postgresql")) if kind == "postgresql" else None
        if server:
            server.start()
        try:
            url = server.made("knowledge") if server else f"sqlite:///{Path(folder) / 'hotline.db'}"
            database = open_database(url, lock=False)
            try:
                yield database, _written(database, scale, kind)
            finally:
                database.close()
        finally:
            if server:
                server.stop()


def figures(database: Database, articles: Sequence[ArticleContent], rounds: int, kind: str) -> Iterator[Figure]:
    """Each search in a transaction of its own, as the service answers; the program's own processor time beside it."""
    at = datetime.now(UTC)
    whole, own, hits = [], [], 0
    for number, question in enumerate(typed(articles, rounds + WARM_UP)):
        begun, worked = perf_counter(), thread_time()
        with database.reading() as uow:
            found = finding.find(uow, question, at)
        if number >= WARM_UP:
            whole.append(1000 * (perf_counter() - begun))
            own.append(1000 * (thread_time() - worked))
            hits += bool(found.items)
    end = "_sqlite" if kind == "sqlite" else ""
    p95 = _p95(whole)
    yield Figure(
        name=f"knowledge_search_p50_ms{end}", value=median(whole), unit="ms", baseline=GOAL_MS, ratio=median(whole) / GOAL_MS
    )
    yield Figure(name=f"knowledge_search_p95_ms{end}", value=p95, unit="ms", baseline=GOAL_MS, ratio=p95 / GOAL_MS)
    yield Figure(name=f"knowledge_search_cpu_p95_ms{end}", value=_p95(own), unit="ms", baseline=p95, ratio=_p95(own) / p95)
    yield Figure(name=f"knowledge_search_answered{end}", value=hits / len(whole), unit="of all")


def _written(database: Database, scale: int, kind: str) -> list[ArticleContent]:
    at = datetime.now(UTC)
    articles = list(written(database.city, scale, at))
    _say(f"{kind}: {scale:,} articles are written")
    for first in range(0, scale, BATCH):
        with database.unit_of_work() as uow:
            fill(uow, articles[first : first + BATCH], first, at)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if kind == "postgresql" else "ANALYZE"))
    return articles


def _own(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _p95(ms: Sequence[float]) -> float:
    return quantiles(ms, n=20, method="inclusive")[18]


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.knowledge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=int, default=int(os.environ.get("SCALE", SCALE)))
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args(words)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
