"""The tests' city with a studio in it."""

import shutil
from pathlib import Path

import pytest

from ticketing.directory import City, load_city

SAMPLE = Path(__file__).parents[1] / "city"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("city")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    with (folder / "units.csv").open("a", encoding="utf-8") as units:
        units.write("ST-1,老李调解工作室,studio,Q,city,\n")
    return load_city(str(folder))
