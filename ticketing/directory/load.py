"""From a folder of CSV tables to a City: all or nothing. ``contacts.csv`` may be missing."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import config
from ticketing.directory.building import build
from ticketing.directory.city import City
from ticketing.directory.columns import COLUMNS, OPTIONAL, TABLES, TableName
from ticketing.directory.table import Problems, Row, read_table

BUILTIN = "builtin"


def city_folder(source: str) -> Path:
    """``builtin`` is the fictional city that ships with the product; anything else is a folder."""
    return Path(config.__file__).parent / "city" if source == BUILTIN else Path(source)


def load_city(source: str) -> City:
    """Read the tables; BadInput lists every mistake by file, line and column. The version is a hash of their bytes."""
    folder = city_folder(source)
    problems = Problems()
    rows: dict[TableName, Sequence[Row]] = {}
    whole = hashlib.sha256()
    for name in TABLES:
        path = folder / f"{name}.csv"
        if name in OPTIONAL and not path.is_file():
            rows[name] = ()
            continue
        rows[name], content = read_table(path, COLUMNS[name], problems)
        whole.update(b"\0" + content)
    problems.raise_if_any()
    city = build(whole.hexdigest()[:12], rows, problems)
    problems.raise_if_any()
    if city is None:
        raise RuntimeError(f"{folder}: no city and no mistake")
    return city
