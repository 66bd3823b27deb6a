"""How good the drafts are on calls by other authors, above floors just below what was reached."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ticketing.directory.city_data import shared_data
from ticketing.directory import City, load_city
from ticketing.drafting import TYPES, DraftFacts, Turn, compose
from ticketing.learning.model import CategoryModel
from ticketing.learning.school import directory_model

CALLS = Path(__file__).parent / "calls"
FLOORS = {
    "tuned": {"type": 0.85, "category first": 0.7, "category among three": 0.88, "place": 0.92, "number": 0.98, "name": 0.9},
    "unseen": {"type": 0.72, "category first": 0.75, "category among three": 0.9, "place": 0.75, "number": 0.97, "name": 0.72},
}


@pytest.fixture(scope="module")
def linjiang() -> City:
    return load_city(str(shared_data() / "city"))


@pytest.fixture(scope="module")
def model(linjiang: City) -> CategoryModel:
    return directory_model(linjiang)


@pytest.mark.parametrize("name", ["tuned", "unseen"])
def test_drafts_of_calls_by_other_authors(name: str, linjiang: City, model: CategoryModel) -> None:
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for line in (CALLS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        for field, good in _judged(call["facts"], _draft(call, linjiang, model)):
            seen[field] += 1
            right[field] += good
    rates = {field: right[field] / seen[field] for field in seen}
    print("\n" + ", ".join(f"{field} {right[field]}/{seen[field]} = {rate:.2f}" for field, rate in rates.items()))
    assert {field: rates[field] for field, floor in FLOORS[name].items() if rates[field] < floor} == {}


def _draft(call: dict[str, Any], city: City, model: CategoryModel) -> DraftFacts:
    turns = [Turn("agent" if t["who"] == "agent" else "caller", t["text"], t["start"], t["end"]) for t in call["turns"]]
    when = datetime.fromisoformat(call["call_time"])
    return compose(turns, city=city, call_time=when, caller_number=call["caller_number"] or "", scorer=model)


def _judged(meant: dict[str, Any], draft: DraftFacts) -> Iterator[tuple[str, bool]]:
    codes = [one.code for one in draft.category_suggestions]
    yield "type", TYPES[draft.type] == meant["type"]
    yield "category first", codes[:1] == [meant["category_code"]]
    yield "category among three", meant["category_code"] in codes
    yield "number", draft.callback_number == (meant["callback_number"] or "")
    if meant["place"]["gazetteer"]:
        yield "place", draft.place is not None and draft.place.gazetteer == meant["place"]["gazetteer"]
    if meant["caller_name"]:
        yield "name", meant["caller_name"].strip("老小")[:1] in draft.caller_name[:2]
