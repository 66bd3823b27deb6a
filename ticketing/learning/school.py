"""One run of `hotline learn`: train on the older tickets, judge on the newest, keep the new model only if it is not worse.

Held out are the newest tickets. Against a model in use only those count that were closed after it was made: it has seen
the others. How much a model may say beside the directory's words is chosen on tickets before the held-out ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from config.settings import Learning
from ticketing.directory import City
from ticketing.learning.examples import Example, Lesson, from_directory, from_lessons, from_sentences
from ticketing.learning.judging import Judgement, judge
from ticketing.learning.model import CategoryModel
from ticketing.learning.shelf import About, Kept, new_version
from ticketing.learning.training import train

# Chosen on the fictional calls whose number is no multiple of three and on the first set of calls by other authors.
DIRECTORY_SHARPNESS, DIRECTORY_WEIGHT = 8.0, 0.9
SHARPNESS, WEIGHTS = (4.0, 8.0), (0.2, 0.4, 0.6, 0.8)
MOST_TUNED, MOST_JUDGED = 200, 500
Reason = Literal["better", "not_worse", "first", "directory", "worse", "nothing_new", "too_few", "forced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """``kept``: the model to put in use, None to leave what is; ``directory``, ``before`` and ``now`` judge the same tickets."""

    reason: Reason
    tickets: int
    held_out: int
    kept: Kept | None
    directory: Judgement | None = None
    before: Judgement | None = None
    now: Judgement | None = None


def teach(
    lessons: Sequence[Lesson], city: City, settings: Learning, in_use: Kept | None, now: datetime, *, force: bool = False
) -> Taught:
    """``lessons`` oldest first. Pure but for the processor time: some seconds for some thousands."""
    if len(lessons) < settings.least_tickets:
        return _directory_alone(len(lessons), city, in_use, now, force)
    held = _held_out(lessons, settings, in_use)
    if len(held) < settings.least_held_out and not force:
        return Taught(reason="nothing_new", tickets=len(lessons), held_out=len(held), kept=None)
    held = held or list(lessons[-settings.least_held_out :])
    older = lessons[: len(lessons) - len(held)]
    tuned = _tuned(older, city, settings, now)
    judged = held[-MOST_JUDGED:]
    alone, mine = judge(judged, city, None), judge(judged, city, tuned)
    before = judge(judged, city, in_use.model) if in_use else None
    reason = _reason(mine, before, alone, force)
    if reason == "worse":
        return Taught(
            reason=reason, tickets=len(lessons), held_out=len(held), kept=None, directory=alone, before=before, now=mine
        )
    model = _train(lessons, city, settings, now, tuned.sharpness, tuned.weight)
    figures = {"judged": mine.tickets, "first": mine.first, "among_three": mine.among_three}
    kept = Kept(_about(now, city, len(lessons), lessons[-1].closed_at, figures), model)
    return Taught(reason=reason, tickets=len(lessons), held_out=len(held), kept=kept, directory=alone, before=before, now=mine)


def directory_model(city: City) -> CategoryModel:
    """What the directory's own words and people's sentences teach, without any ticket."""
    return train([*from_directory(city), *from_sentences(city)], sharpness=DIRECTORY_SHARPNESS, weight=DIRECTORY_WEIGHT)


def _directory_alone(tickets: int, city: City, in_use: Kept | None, now: datetime, force: bool) -> Taught:
    """A model of tickets is not given up for one of the directory, unless a person wants it so."""
    if in_use and not force and (in_use.about.tickets or in_use.about.city_version == city.version):
        return Taught(reason="too_few", tickets=tickets, held_out=0, kept=None)
    kept = Kept(_about(now, city, 0, None, {}), directory_model(city))
    return Taught(reason="directory", tickets=tickets, held_out=0, kept=kept)


def _held_out(lessons: Sequence[Lesson], settings: Learning, in_use: Kept | None) -> list[Lesson]:
    newest = list(lessons[len(lessons) - max(settings.least_held_out, round(len(lessons) * settings.held_out)) :])
    until = in_use.about.taught_until if in_use else None
    return [lesson for lesson in newest if until is None or lesson.closed_at > until]


def _tuned(older: Sequence[Lesson], city: City, settings: Learning, now: datetime) -> CategoryModel:
    """Trained on the older ones, its say chosen on the newest of these; ties go to the smaller say."""
    cut = len(older) - max(1, min(MOST_TUNED, round(len(older) * settings.held_out)))
    trial = _train(older[:cut], city, settings, now, SHARPNESS[0], WEIGHTS[0])
    tried = [replace(trial, sharpness=sharpness, weight=weight) for sharpness in SHARPNESS for weight in WEIGHTS]
    scored = [(judge(older[cut:], city, one), one) for one in tried]
    _, best = max(scored, key=lambda pair: (pair[0].first, pair[0].among_three, -pair[1].weight))
    return _train(older, city, settings, now, best.sharpness, best.weight)


def _train(
    lessons: Sequence[Lesson], city: City, settings: Learning, now: datetime, sharpness: float, weight: float
) -> CategoryModel:
    examples: list[Example] = [*from_directory(city), *from_sentences(city), *from_lessons(lessons, now, settings.half_life_days)]
    return train(examples, sharpness=sharpness, weight=weight)


def _reason(mine: Judgement, before: Judgement | None, alone: Judgement, force: bool) -> Reason:
    against = before or alone
    if mine.not_worse_than(against):
        return "first" if before is None else "not_worse" if against.not_worse_than(mine) else "better"
    return "forced" if force else "worse"


def _about(now: datetime, city: City, tickets: int, until: datetime | None, figures: dict[str, int]) -> About:
    return About(
        version=new_version(now), made_at=now, city_version=city.version, tickets=tickets, taught_until=until, figures=figures
    )
