"""From a setting's JSON schema to what a page offers for it. Pure."""

from collections.abc import Mapping
from typing import Any

from config.settings import layers
from ticketing.operation.schemas import Kind, SettingShape

KINDS: Mapping[str, Kind] = {"number": "number", "integer": "integer", "boolean": "boolean", "string": "text", "array": "list"}


def shape_of(key: str) -> SettingShape:
    schema = layers.shape(key)
    items = schema.get("items") if isinstance(schema.get("items"), Mapping) else None
    return SettingShape(
        kind=_kind(schema),
        least=schema.get("minimum"),
        above=schema.get("exclusiveMinimum"),
        most=schema.get("maximum", schema.get("exclusiveMaximum")),
        choices=tuple(str(one) for one in schema.get("enum", (items or {}).get("enum", ()))),
        items=_kind(items) if items else None,
        optional=any(one.get("type") == "null" for one in schema.get("anyOf", ())),
    )


def _kind(schema: Mapping[str, Any]) -> Kind:
    if "enum" in schema and all(isinstance(one, str) for one in schema["enum"]):
        return "choice"
    kind = schema.get("type", "")
    if kind == "object":
        return "pairs" if schema.get("additionalProperties", {}) in ({"type": "string"},) else "other"
    if kind == "array":
        inner = schema.get("items")
        return "list" if isinstance(inner, Mapping) and inner.get("type") in ("string", "number", "integer") else "other"
    return KINDS.get(kind, "other")
