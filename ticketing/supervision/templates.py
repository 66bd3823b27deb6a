"""Papers from templates that a city may replace: TOML files whose every variable is checked when they are read."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

import config
from config.errors import BadSetting
from ticketing.directory.load import BUILTIN, city_folder
from ticketing.documents.content import Block, Document, Facts, Heading, Paragraph, Signature, Table

BUILT_IN = Path(config.__file__).parent / "papers"
MATTER = ("issuer", "unit", "ticket", "title", "matter", "place", "category", "dispatched", "deadline", "state")
PAPER = (*MATTER, "ground", "text", "due", "previous", "points", "level", "evidence")
VARIABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "urge": PAPER,
        "notice": PAPER,
        "pool": PAPER,
        "warning_letter": PAPER,
        "interview": PAPER,
        "transfer": PAPER,
        "opinion": (*PAPER, "inspected", "inspectors", "findings"),
        "early_warning": (*MATTER, "days", "count", "level", "since"),
    }
)
"""The variables that each kind's template may use."""
DOCUMENT_KINDS: Mapping[str, str] = {
    "notice": "supervision_notice",
    "opinion": "supervision_opinion",
}
"""A template's name where the kind of document has another one."""
TABLES: Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "tickets": (("工单编号", "受理时间", "诉求标题", "承办单位", "状态"), (1.3, 1.1, 2.2, 1.4, 0.8)),
}
NOTHING = "无"


@lru_cache(maxsize=16)
def templates(city_data: str) -> Mapping[str, Mapping[str, Any]]:
    """All templates by kind, the city's own before the built-in; BadSetting names the file and what is wrong in it."""
    own = None if city_data == BUILTIN else city_folder(city_data) / "papers"
    return MappingProxyType({kind: _read(kind, own) for kind in VARIABLES})


def written(city_data: str, kind: str, values: Mapping[str, str], *, day: date, rows: Sequence[tuple[str, ...]] = ()) -> Document:
    """The paper of this kind with the values in their places; ``rows`` fill its table."""
    template = templates(city_data)[kind]
    blocks = (_block(block, values, day, rows) for block in template["blocks"])
    return Document(
        kind=DOCUMENT_KINDS.get(kind, kind),
        title=template["title"].format(**_shown(values)),
        issuer=values["issuer"],
        addressee=template.get("addressee", "{unit}").format(**_shown(values)),
        date=day,
        blocks=tuple(block for block in blocks if block is not None),
    )


def _read(kind: str, own: Path | None) -> Mapping[str, Any]:
    file = BUILT_IN / f"{kind}.toml"
    if own is not None and (own / file.name).is_file():
        file = own / file.name
    try:
        template = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(str(file), f"cannot be read: {error}.", "Mend the file, or remove it to use the built-in one.") from None
    _check(file, template, VARIABLES[kind])
    return template


def _check(file: Path, template: Mapping[str, Any], known: Sequence[str]) -> None:
    if not isinstance(template.get("title"), str) or not isinstance(template.get("blocks"), list):
        raise BadSetting(str(file), "has no title or no blocks.", 'Write title = "…" and [[blocks]].')
    for block in template["blocks"]:
        if not isinstance(block, dict) or len(block) != 1 or not block.keys() <= _CHECKS.keys():
            raise BadSetting(str(file), f"a block is {block!r}.", f"Write one of {', '.join(_CHECKS)} in each block.")
        name, content = next(iter(block.items()))
        if not _CHECKS[name](content):
            raise BadSetting(str(file), f"{name} is {content!r}.", "See the README beside the built-in papers.")
    for text in _texts(template):
        for variable in _variables(file, text):
            if variable not in known:
                raise BadSetting(str(file), f"there is no variable {{{variable}}}.", f"Known are {', '.join(known)}.")


def _texts(template: Mapping[str, Any]) -> list[str]:
    texts = [template["title"], template.get("addressee", "")]
    for block in template["blocks"]:
        for name, content in block.items():
            if name == "facts":
                texts += [text for pair in content for text in pair]
            elif name != "table":
                texts.append(content)
    return texts


def _variables(file: Path, text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise BadSetting(str(file), f"{text!r}: {error}.", "Write variables as {name}, a brace itself twice.") from None


def _pairs(content: Any) -> bool:
    return isinstance(content, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in content
    )


_CHECKS: Mapping[str, Any] = {
    "heading": lambda content: isinstance(content, str),
    "paragraph": lambda content: isinstance(content, str),
    "facts": _pairs,
    "table": lambda content: isinstance(content, str) and content in TABLES,
    "signature": lambda content: isinstance(content, str),
}


def _block(block: Mapping[str, Any], values: Mapping[str, str], day: date, rows: Sequence[tuple[str, ...]]) -> Block | None:
    name, content = next(iter(block.items()))
    if name == "table":
        columns, widths = TABLES[content]
        return Table(columns=columns, rows=tuple(rows), widths=widths) if rows else None
    if name == "facts":
        shown = _shown(values)
        pairs = tuple((head.format(**shown), text.format(**shown)) for head, text in content if not _empty(text, values))
        return Facts(pairs=pairs) if pairs else None
    if _empty(content, values):
        return None
    text = content.format(**_shown(values))
    if name == "heading":
        return Heading(text)
    return Paragraph(text) if name == "paragraph" else Signature(name=text, day=day)


def _empty(text: str, values: Mapping[str, str]) -> bool:
    """Whether the text has variables, and all of them are empty."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    return bool(names) and not any(values.get(name) for name in names)


def _shown(values: Mapping[str, str]) -> Mapping[str, str]:
    return {name: text or NOTHING for name, text in values.items()}
