"""``hotline learn``: teach the category from closed tickets, say how good it is, keep it if it is not worse."""

from collections.abc import Callable, Iterator
from datetime import datetime

from config.errors import BadInput, HotlineError
from config.settings import Settings
from ticketing.db import open_database
from ticketing.directory import City, load_city
from ticketing.learning import shelf
from ticketing.learning.judging import Judgement
from ticketing.learning.lessons import lessons
from ticketing.learning.school import Taught, teach

Say = Callable[[str], None]
WORDS = {
    "first": "not worse than the directory's words alone: in use from now on",
    "better": "better than the model in use: replaced",
    "not_worse": "as good as the model in use: replaced, for it has seen newer tickets",
    "worse": "worse: the model in use stays (--force takes it all the same)",
    "forced": "worse, and put in use because of --force",
    "nothing_new": "too few tickets were closed since the model in use was made; it stays",
    "too_few": "too few closed tickets to learn from; what is in use stays",
    "directory": "too few closed tickets to learn from; made of the directory's own words alone",
}


def learn(settings: Settings, now: datetime, say: Say, *, force: bool = False) -> Taught:
    """One run; a running service takes the new model up within ``learning.check_s``."""
    city = load_city(settings.law.city_data)
    in_use = shelf.read(settings.learnt) if not force else _read_or_none(settings)
    database = open_database(settings.database_url, city=city, law=settings.law, lock=False)
    try:
        with database.reading() as uow:
            found = lessons(uow, settings.learning.most_tickets)
            city = uow.city
    finally:
        database.close()
    taught = teach(found, city, settings.learning, in_use, now, force=force)
    if taught.kept is not None:
        shelf.keep(settings.learnt, taught.kept.model, taught.kept.about, versions=settings.learning.versions_kept)
    for line in report(taught, settings.learning.least_tickets):
        say(line)
    return taught


def make_ready(settings: Settings, now: datetime, say: Say) -> None:
    """For the first start, and after a change of the directory: what its own words teach, where no ticket has taught yet."""
    city = _in_force(settings, say)
    in_use = _read_or_none(settings)
    if in_use is not None and (in_use.about.tickets or in_use.about.city_version == city.version):
        return
    kept = teach((), city, settings.learning, in_use, now).kept
    if kept is not None:
        shelf.keep(settings.learnt, kept.model, kept.about, versions=settings.learning.versions_kept)
        say("categories: learnt from the directory's own words; hotline learn teaches it from closed tickets later")


def _in_force(settings: Settings, say: Say) -> City:
    """The version that judges now, which an import may have made long ago; the folder's where no database can be asked yet."""
    folder = load_city(settings.law.city_data)
    try:
        database = open_database(settings.database_url, city=folder, law=settings.law, lock=False)
    except HotlineError as error:
        say(f"categories: {error.what} They are learnt from the city's folder until then. {error.remedy}")
        return folder
    try:
        return database.city
    finally:
        database.close()


def report(taught: Taught, least: int) -> Iterator[str]:
    """The table, a line each."""
    yield f"closed tickets {taught.tickets} (at least {least} teach), held out {taught.held_out}"
    if taught.now is not None:
        yield f"judged on the newest {taught.now.tickets} held out     first    among three"
        yield from _lines(taught)
        for branch in taught.now.worst:
            yield f"  weak: {branch.name}  {branch.first} of {branch.tickets} first"
    yield WORDS[taught.reason]


def _lines(taught: Taught) -> Iterator[str]:
    rows = (("directory's words alone", taught.directory), ("model in use", taught.before), ("new model", taught.now))
    for name, judged in rows:
        yield f"{name:36} {_percent(judged, 'first'):>8} {_percent(judged, 'among_three'):>14}"


def _percent(judged: Judgement | None, name: str) -> str:
    return "–" if judged is None or not judged.tickets else f"{100 * getattr(judged, name) / judged.tickets:.1f} %"


def _read_or_none(settings: Settings) -> shelf.Kept | None:
    """A damaged model is as good as none for who replaces it."""
    try:
        return shelf.read(settings.learnt)
    except BadInput:
        return None
