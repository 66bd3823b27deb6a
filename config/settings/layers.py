"""Where a setting's value comes from, and how values chosen on the page lie between the environment and the files.

Strongest first: environment, page, the site's file, ``defaults.toml``. A setting is named by its dotted key (``acd.offer_s``);
lists and tables are one setting each.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from config.settings.law import Law
from config.settings.tree import DEFAULTS, Settings, site_file

Source = Literal["default", "file", "environment", "page"]
Tree = TypeVar("Tree", bound=BaseModel)
SECRETS = frozenset(
    {
        "database.url",
        "nodes.bus",
        "sip.trunks",
        "sip.registrars",
        "law.messages.headers",
        "law.messages.body",
        "law.messages.secret",
    }
)
"""Never shown, exported or logged: they hold passwords, or may."""


class _Given(Settings):
    """The same tree made of what is given alone, without a look at files and environment."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@cache
def leaves() -> Mapping[str, FieldInfo]:
    """Every setting by its dotted key, in the order of the sections."""
    return dict(_leaves(Settings, ""))


def value_of(tree: BaseModel, key: str) -> Any:
    """The value at a dotted key of the whole tree, or of one section with the key within it."""
    value: Any = tree
    for part in key.split("."):
        value = getattr(value, part)
    return value


def plain(value: Any) -> Any:
    """As JSON has it: what the page shows and the database keeps."""
    return to_jsonable_python(value)


def laid_over(settings: Settings, page: Mapping[str, Any]) -> Settings:
    """The settings with these values in the place of theirs; pydantic's ValidationError names the keys that are wrong."""
    return _Given(**_merged(settings, page))


def law_over(law: Law, page: Mapping[str, Any]) -> Law:
    """The same for the law alone, which a database is opened with; keys of other sections are passed over."""
    own = {key.removeprefix("law."): value for key, value in page.items() if key.startswith("law.")}
    return Law.model_validate(_merged(law, own)) if own else law


def bearable(tree: Tree, page: Mapping[str, Any], over: Any) -> tuple[Tree, frozenset[str]]:
    """What of the page's values fits, and the keys of those that do not (an upgrade has narrowed a bound): never no start."""
    left = {key: value for key, value in page.items() if key in leaves()}
    while True:
        try:
            return over(tree, left), frozenset(page) - frozenset(left)
        except ValidationError as error:
            wrong = {key for one in error.errors() if (key := _named(one["loc"], left))} or set(left)
            left = {key: value for key, value in left.items() if key not in wrong}


def of_environment() -> frozenset[str]:
    """Keys that the environment sets: the page cannot change them."""
    return frozenset(_flat(dict(EnvSettingsSource(Settings)()), ""))


def of_file() -> frozenset[str]:
    """Keys that the site's own file sets."""
    path = site_file()
    return frozenset(_flat(_read(path), "")) if path else frozenset()


def default_of(key: str) -> Any:
    """What holds where nobody says anything, as JSON; None where there is none."""
    value: Any = _read(DEFAULTS)
    for part in key.split("."):
        value = value.get(part, PydanticUndefined) if isinstance(value, Mapping) else PydanticUndefined
    if value is PydanticUndefined:
        value = leaves()[key].get_default(call_default_factory=True)
    return None if value is PydanticUndefined else plain(value)


def beneath(key: str, *, now: Settings) -> tuple[Any, Source]:
    """The value without the page's, as JSON, and whence; ``now`` are the settings as this process read them."""
    if key in of_environment():
        return plain(value_of(now, key)), "environment"
    if key in of_file():
        return plain(value_of(now, key)), "file"
    return plain(value_of(now, key)), "default"


def shape(key: str) -> Mapping[str, Any]:
    """The setting's JSON schema, with everything it refers to: what a page may offer."""
    field = leaves()[key]
    return _schema(key, field)


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    field = leaves()[key]
    annotation: Any = field.annotation
    for part in field.metadata:
        annotation = Annotated[annotation, part]
    return TypeAdapter(annotation)


def _schema(key: str, field: FieldInfo) -> Mapping[str, Any]:
    schema = _adapter(key).json_schema()
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return {**schema, **options[0]} if len(options) == 1 else schema


def _leaves(model: type[BaseModel], before: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _leaves(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", field


def _merged(tree: BaseModel, page: Mapping[str, Any]) -> dict[str, Any]:
    found = tree.model_dump()
    for key, value in page.items():
        *sections, name = key.split(".")
        into = found
        for section in sections:
            into = into[section]
        into[name] = value
    return found


def _named(location: tuple[int | str, ...], among: Mapping[str, Any]) -> str:
    """Which of these keys an error's place lies in: the longest that begins it, also within one section of the tree."""
    told = ".".join(str(part) for part in location)
    fits = [key for key in among if any(_begins(told, form) for form in (key, key.removeprefix("law.")))]
    return max(fits, key=len, default="")


def _begins(told: str, key: str) -> bool:
    return told == key or told.startswith(f"{key}.")


def key_of(location: tuple[int | str, ...]) -> str:
    """The setting that an error's place lies in; empty for none."""
    return _named(location, dict.fromkeys(leaves()))


def _flat(given: Mapping[str, Any], before: str) -> Iterator[str]:
    """Keys of leaves among nested tables; what stands for a whole section names all that it holds."""
    for name, value in given.items():
        key = f"{before}{name}"
        if key in leaves():
            yield key
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def as_text(value: Any) -> str:
    """A value for a log or a file of our own, in one line."""
    return json.dumps(plain(value), ensure_ascii=False)
