"""Models on the disk: whole or not at all, taken up by a running service, and nothing in them is ever executed."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput, BadSetting
from tests.ticketing.story import NOON
from ticketing.learning import shelf
from ticketing.learning.examples import Example
from ticketing.learning.model import CategoryModel
from ticketing.learning.shelf import About, Shelf
from ticketing.learning.training import train

LAMP, NOISE = "0101010101", "0201010101"


@pytest.fixture(scope="module")
def model() -> CategoryModel:
    return train([Example("路灯不亮", LAMP, 1.0), Example("施工噪音", NOISE, 1.0)], sharpness=8.0, weight=0.5)


def about(version: str) -> About:
    return About(version=version, made_at=NOON, city_version="c", tickets=3, taught_until=NOON, figures={"first": 2})


def put(folder: Path, model: CategoryModel, version: str = "1", kept: int = 5) -> None:
    shelf.keep(folder, model, about(version), versions=kept)


def test_what_was_kept_is_read_as_it_was(tmp_path: Path, model: CategoryModel) -> None:
    put(tmp_path, model)
    found = shelf.read(tmp_path)
    assert found is not None
    assert found.about == about("1")
    assert found.model.shares("路灯不亮了") == pytest.approx(model.shares("路灯不亮了"), abs=0.01)


def test_where_nothing_was_learnt_there_is_no_model(tmp_path: Path) -> None:
    assert shelf.read(tmp_path) is None
    assert Shelf(tmp_path).in_use() is None


def test_a_running_service_takes_another_model_up_at_its_next_look(tmp_path: Path, model: CategoryModel) -> None:
    now = [0.0]
    seen = Shelf(tmp_path, check_s=30.0, clock=lambda: now[0])
    assert seen.in_use() is None
    put(tmp_path, model)
    now[0] = 29.0
    assert seen.in_use() is None
    now[0] = 31.0
    first = seen.in_use()
    assert first is not None
    put(tmp_path, replace(model, weight=0.25), "2")
    now[0] = 62.0
    second = seen.in_use()
    assert second is not None
    assert (first.weight, second.weight) == (0.5, 0.25)


@pytest.mark.parametrize("name", ["weights.npz", "pieces.json", "about.json"])
def test_a_damaged_model_leaves_the_one_that_was_in_use(tmp_path: Path, model: CategoryModel, name: str) -> None:
    put(tmp_path, model)
    now = [0.0]
    seen = Shelf(tmp_path, check_s=1.0, clock=lambda: now[0])
    before = seen.in_use()
    put(tmp_path, model, "2")
    damaged = tmp_path / "2" / name
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    now[0] = 2.0
    assert seen.in_use() is before
    with pytest.raises(BadInput, match="hotline learn"):
        shelf.read(tmp_path)


@pytest.mark.parametrize("current", [b"", b"[]", b'{"version": "../../etc", "digest": "0"}', b'{"version": "1"}', b"\xff"])
def test_a_strange_pointer_is_refused(tmp_path: Path, model: CategoryModel, current: bytes) -> None:
    put(tmp_path, model)
    (tmp_path / "current.json").write_bytes(current)
    with pytest.raises(BadInput):
        shelf.read(tmp_path)


def test_arrays_that_hold_objects_are_refused_though_their_digest_fits(tmp_path: Path, model: CategoryModel) -> None:
    """A pickle would run what it says."""
    put(tmp_path, model)
    content = io.BytesIO()
    np.savez(content, weights=np.array([{"a": 1}], dtype=object), rarity=model.rarity, bias=model.bias)
    facts = json.loads((tmp_path / "1" / "about.json").read_bytes())
    facts["weights"] = shelf._digest(content.getvalue())
    written = json.dumps(facts).encode()
    (tmp_path / "1" / "weights.npz").write_bytes(content.getvalue())
    (tmp_path / "1" / "about.json").write_bytes(written)
    (tmp_path / "current.json").write_text(json.dumps({"version": "1", "digest": shelf._digest(written)}))
    with pytest.raises(BadInput, match="damaged"):
        shelf.read(tmp_path)


def test_of_older_versions_the_newest_stay(tmp_path: Path, model: CategoryModel) -> None:
    for version in ("1", "2", "3"):
        put(tmp_path, model, version, kept=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2", "3", "current.json"]


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, model: CategoryModel) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="cannot be written"):
        put(tmp_path / "file" / "category", model)
