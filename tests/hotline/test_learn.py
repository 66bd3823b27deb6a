"""`hotline learn`: a table in words, and a model that the next draft uses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import load
from hotline.learn import learn, make_ready, report
from ticketing.learning import shelf
from ticketing.learning.judging import Branch, Judgement
from ticketing.learning.school import Taught

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def test_without_tickets_it_says_so_and_learns_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setattr("ticketing.learning.school.from_directory", _few)
    settings = load(home=tmp_path)
    said: list[str] = []
    learn(settings, NOW, said.append)
    assert said == [
        "closed tickets 0 (at least 200 teach), held out 0",
        "too few closed tickets to learn from; made of the directory's own words alone",
    ]
    found = shelf.read(settings.learnt)
    assert found is not None
    assert found.about.version == "20260304T040000Z"
    said.clear()
    make_ready(settings, NOW, said.append)
    assert said == []  # it is there already


def test_the_table_has_a_line_for_each_model_and_the_weak_branches() -> None:
    now = Judgement(200, 150, 190, (Branch("城建 / 物业", 20, 5),))
    lines = list(
        report(
            Taught(
                reason="better", tickets=1_000, held_out=200, kept=None, directory=Judgement(200, 100, 150), before=None, now=now
            ),
            200,
        )
    )
    assert lines[2].split() == ["directory's", "words", "alone", "50.0", "%", "75.0", "%"]
    assert lines[3].split() == ["model", "in", "use", "–", "–"]
    assert lines[4].split() == ["new", "model", "75.0", "%", "95.0", "%"]
    assert lines[5] == "  weak: 城建 / 物业  5 of 20 first"


def _few(city: object) -> object:
    """The whole directory takes seconds to learn; two of its leaves say the same of the command."""
    from ticketing.learning.examples import Example

    return [Example("路灯不亮", "0204010301", 1.0), Example("物业不履职", "0101010101", 1.0)]
