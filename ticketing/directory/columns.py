"""The five tables of a city, column by column: what stands in a file, in a version, and in the heads of an export."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from ticketing.directory.duty import BASES, DISPATCH_LEVEL_WORDS
from ticketing.gazetteer.place import KIND_WORDS as PLACE_WORDS
from ticketing.spreadsheets import Column
from ticketing.units.unit import KIND_WORDS, LEVEL_WORDS

TableName = Literal["units", "gazetteer", "categories", "duty", "contacts"]
TABLES: tuple[TableName, ...] = get_args(TableName)
OPTIONAL: tuple[TableName, ...] = ("contacts",)
YES_NO = {"yes": "是", "no": "否"}
TITLES: Mapping[TableName, str] = {
    "units": "单位",
    "gazetteer": "地名",
    "categories": "事项分类",
    "duty": "职责目录",
    "contacts": "联系方式",
}
COLUMNS: Mapping[TableName, tuple[Column, ...]] = {
    "units": (
        Column(name="code", title="编码", longest=40),
        Column(name="name", title="名称", longest=80),
        Column(name="kind", title="类别", words=KIND_WORDS),
        Column(name="parent_code", title="上级编码"),
        Column(name="level", title="层级", words=LEVEL_WORDS),
        Column(name="population", title="常住人口"),
        Column(name="area", title="辖区或服务范围", required=False, longest=500),
        Column(name="first_responsible", title="第一责任人", required=False, longest=40),
        Column(name="responsible_title", title="职务", required=False, longest=80),
    ),
    "gazetteer": (
        Column(name="name", title="地名", longest=80),
        Column(name="kind", title="类型", words=PLACE_WORDS),
        Column(name="street_unit_code", title="所属街道编码"),
        Column(name="district", title="所属区"),
    ),
    "categories": (
        Column(name="code", title="编码"),
        Column(name="level1", title="一级"),
        Column(name="level2", title="二级"),
        Column(name="level3", title="三级"),
        Column(name="level4", title="四级"),
        Column(name="level5", title="五级"),
        Column(name="keywords", title="关键词", longest=2_000),
        Column(name="default_level", title="办理时限（工作日）"),
        Column(name="urgent", title="紧急", words={"1": "是", "0": "否"}),
    ),
    "duty": (
        Column(name="category_code", title="事项编码"),
        Column(name="place_scope", title="属地范围", words=DISPATCH_LEVEL_WORDS),
        Column(name="lead_rule", title="主办"),
        Column(name="co_units", title="协办", longest=500),
        Column(name="basis", title="依据", words={str(code): word for code, word in BASES.items()}),
        Column(name="dispatch_level", title="派单层级", words=DISPATCH_LEVEL_WORDS),
        Column(name="place", title="适用地区编码", required=False),
    ),
    "contacts": (
        Column(name="name", title="名称", longest=80),
        Column(name="number", title="号码"),
        Column(name="unit_code", title="单位编码"),
        Column(name="quick", title="一键", words=YES_NO),
        Column(name="person", title="联系人", required=False, longest=40),
        Column(name="duty", title="值班", required=False, words=YES_NO),
        Column(name="public", title="公开", required=False, words=YES_NO),
        Column(name="hours", title="接听时间", required=False, longest=80),
        Column(name="address", title="地址", required=False, longest=200),
    ),
}
KEYS: Mapping[TableName, Sequence[str]] = {
    "units": ("code",),
    "gazetteer": ("name",),
    "categories": ("code",),
    "duty": ("category_code", "place"),
    "contacts": ("unit_code", "name"),
}
"""What a row is known by: the same key with other cells is a change, another key another row."""
DEFAULTS: Mapping[TableName, Mapping[str, str]] = {
    "categories": {"urgent": "0"},
    "contacts": {"quick": "no", "duty": "no", "public": "no"},
}
"""What an empty cell means, so that it differs from nobody who wrote it out."""
LISTS: Mapping[TableName, Sequence[str]] = {"categories": ("keywords",), "duty": ("co_units",)}
"""Columns that hold several things with semicolons between."""


def table_of(file: str) -> TableName | None:
    """The table that a file or sheet is named after: ``units.csv``, ``单位``, ``单位 2026.xlsx``; None when it says none."""
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file
    names = sorted(((word, table) for table in TABLES for word in (table, TITLES[table])), key=lambda one: -len(one[0]))
    return next((table for word, table in names if stem.lower().startswith(word)), None)
