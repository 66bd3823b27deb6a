"""Requests out of the OpenAPI document: right ones from its schemas, and such as no page of ours would send.

What answers say is remembered, so that a later request names things that there are. Pure, but for the dice.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
MOST_KNOWN = 12
"""Of each kind of thing so many are remembered, the newest."""
DEEPEST = 6
KNOWN_OFTEN = 0.9
OPTIONAL_OFTEN = 0.4
ASKED_OFTEN = 0.2
"""An optional part of an address is given so often."""
EARLY = re.compile(r"since|first|from|start|begin|opens|as_of|^day$|^at$|_on$")
"""Names of what lies in the past rather than ahead, where both are asked for."""
LONGEST_IN_ADDRESS = 1_000
TEXTS = (
    "一段话",
    "1",
    "12:00",
    "2026",
    "2026-11",
    "abc",
    "a1",
    "12345",
    "sha256=" + "0" * 64,
    "https://127.0.0.1/",
    "open",
    "all",
)
"""The first that a pattern takes is a right text for it."""
LONE_SURROGATE = "\ud800"
ODD: tuple[Json, ...] = (
    None, True, 0, -1, 2**31, 2**63, 10**30, -(10**30), 1e308, float("nan"), float("inf"), 0.1,
    "", " ", "\0", "a\0b", LONE_SURROGATE, "\u202e\u200b\ufeff", "字" * 5_000,
    "'; DROP TABLE tickets; --", "%_\\", "../../etc/passwd",
    "=1+1", "<svg onload=alert(1)>", "~", "9999-12-31T23:59:59.999999Z~z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31T00:00:00Z", "0001-01-01", "9999-12-31", "1600-02-29",
    "00:00", "NaN", "1e400", "9" * 40,
    [], [None], [[]], {}, {"": ""}, {"\0": "\0"}, [0] * 300,
)  # fmt: skip
IN_ADDRESS = tuple(one for one in ODD if not isinstance(one, list | dict | float) and one is not None and one is not True)
"""What stands in a path or a query as text."""
RAW: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'""',
    b"\xff\xfe",
    b"[" * 20_000,
    b'{"a":' * 5_000,
    b'{"version":1e999}',
    b"NaN",
)
"""Whole bodies that are no object, no JSON, or too deep."""


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    asked: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The schema of the JSON body; None where there is none, or another kind of it."""
        content = self.asked.get("requestBody", {}).get("content", {})
        found: Mapping[str, Any] | None = content.get("application/json", {}).get("schema")
        return found

    def parameters(self, where: str) -> list[Mapping[str, Any]]:
        return [one for one in self.asked.get("parameters", ()) if one["in"] == where]


@dataclass(slots=True)
class Request:
    """``raw`` is sent instead of ``body`` where it is given."""

    operation: Operation
    path: dict[str, str]
    query: dict[str, str]
    body: Json = None
    raw: bytes | None = None

    def __str__(self) -> str:
        sent = self.raw if self.raw is not None else self.body
        return f"{self.operation.name} {self.path} {self.query} {str(sent)[:600]!r}"


def operations(document: Mapping[str, Any]) -> list[Operation]:
    found = [Operation(method, path, asked) for path, ways in document["paths"].items() for method, asked in ways.items()]
    return sorted(found, key=lambda one: (one.path, one.method))


@dataclass
class Known:
    """Names of things by what they are called: ``ticket``, ``unit``, ``reviewer``; ``meant`` says which of them are one kind."""

    meant: Mapping[str, str] = field(default_factory=dict)
    things: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, name: str) -> None:
        names = self.things[self.kind(kind)]
        if name not in names:
            names.append(name)
            del names[:-MOST_KNOWN]

    def learn(self, path: str, answer: Json) -> None:
        """Remember what a good answer to this path names by ``id`` or ``code``."""
        literal = [part for part in path.split("/") if part and "{" not in part]
        self._walk(_one_of(literal[-1]), answer)
        if len(literal) > 1 and literal[-2] != "api":
            self._walk(_one_of(literal[-2]), answer, within=False)

    def kind(self, name: str) -> str:
        bare = _one_of(name.removesuffix("_ids").removesuffix("_id"))
        return self.meant.get(bare, bare)

    def any(self, name: str, dice: random.Random) -> str | None:
        names = self.things.get(self.kind(name))
        return dice.choice(names) if names else None

    def _walk(self, kind: str, node: Json, *, within: bool = True) -> None:
        if isinstance(node, list):
            for one in node[:MOST_KNOWN]:
                self._walk(kind, one, within=within)
        elif isinstance(node, dict):
            for key in ("id", "code"):
                if isinstance(node.get(key), str):
                    self.add(kind, node[key])
            for key, value in node.items() if within else ():
                if isinstance(value, str) and value and (key.endswith("_id") or self.kind(key) in self.things):
                    self.add(key, value)
                self._walk(kind if key in ("items", "rows") else _one_of(key), value)


def _one_of(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural[:-1] if plural.endswith("s") and not plural.endswith("ss") else plural


class Maker:
    """Makes requests; ``schemas`` are the document's components, ``moments`` some before and as many after now, in order."""

    def __init__(self, document: Mapping[str, Any], known: Known, dice: random.Random, moments: list[str]) -> None:
        self._schemas: Mapping[str, Any] = document["components"]["schemas"]
        self._known = known
        self._dice = dice
        self._moments = moments

    def right(self, operation: Operation) -> Request:
        """As the schema has it, about things that there are."""
        path = {one["name"]: self._named(operation, one) for one in operation.parameters("path")}
        query = {
            one["name"]: _text(self._value(one["schema"], one["name"]))
            for one in operation.parameters("query")
            if one.get("required") or self._dice.random() < ASKED_OFTEN
        }
        return Request(operation, path, query, None if operation.body is None else self._value(operation.body, ""))

    def odd(self, operation: Operation) -> Request:
        """A right one with one or two things that are wrong."""
        request = self.right(operation)
        spots = list(_spots(request))
        for spot in self._dice.sample(spots, min(len(spots), self._dice.choice((1, 1, 2)))):
            spot(self._dice)
        if request.body is not None and self._dice.random() < 0.06:
            request.raw = self._dice.choice(RAW)
        return request

    def _named(self, operation: Operation, parameter: Mapping[str, Any]) -> str:
        before = operation.path.partition("{" + parameter["name"] + "}")[0].rstrip("/").rpartition("/")[2]
        for name in (parameter["name"], before):
            if (found := self._known.any(name, self._dice)) and "enum" not in parameter["schema"]:
                return found
        return _text(self._value(parameter["schema"], parameter["name"])) or "x"

    def _value(self, schema: Mapping[str, Any], name: str, depth: int = 0) -> Json:
        if "$ref" in schema:
            return self._value(self._schemas[schema["$ref"].rpartition("/")[2]], name, depth)
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self._value(self._dice.choice(schema[key]), name, depth)
        if "enum" in schema:
            return self._dice.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "string":
                return self._string(schema, name)
            case "integer" | "number":
                return self._number(schema, name)
            case "boolean":
                return self._dice.random() < 0.5
            case "null":
                return None
        return self._dice.choice((1, "一段话", {}))

    def _object(self, schema: Mapping[str, Any], depth: int) -> Json:
        required = set(schema.get("required", ()))
        made = {
            name: self._value(one, name, depth + 1)
            for name, one in schema.get("properties", {}).items()
            if name in required or (depth < DEEPEST and self._dice.random() < OPTIONAL_OFTEN)
        }
        if isinstance(more := schema.get("additionalProperties"), dict):
            key = self._string(schema.get("propertyNames", {}), "queue")
            made[key] = self._value(more, key, depth + 1)
        return made

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> Json:
        if "prefixItems" in schema:
            return [self._value(one, name, depth + 1) for one in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        count = least if depth > DEEPEST else max(least, min(self._dice.choice((0, 1, 1, 2)), schema.get("maxItems", 2)))
        return [self._value(schema.get("items", {}), name, depth + 1) for _ in range(count)]

    def _string(self, schema: Mapping[str, Any], name: str) -> str:
        match schema.get("format"):
            case "date-time":
                return self._moment(name)
            case "date":
                return self._moment(name)[:10]
        if "pattern" in schema:
            return next((text for text in TEXTS if re.search(schema["pattern"], text)), "1")
        if self._dice.random() < KNOWN_OFTEN and (found := self._known.any(name, self._dice)):
            return found
        least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
        return ("一段话。" * (least // 4 + 1))[: max(least, min(most, least + 4))]

    def _moment(self, name: str) -> str:
        half = len(self._moments) // 2
        return self._dice.choice(self._moments[:half] if EARLY.search(name) else self._moments[half:])

    def _number(self, schema: Mapping[str, Any], name: str) -> Json:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 4))
        if schema["type"] == "integer":
            return 1 if name == "version" else self._dice.randint(int(low), max(int(low), min(int(high), int(low) + 4)))
        return round(self._dice.uniform(float(low), min(float(high), float(low) + 4)), 3)


def _spots(request: Request) -> Iterator[Any]:
    """Everything of a request that may be replaced, as functions that do it."""
    for held in (request.path, request.query):
        for name in held:
            yield lambda dice, held=held, name=name: held.__setitem__(name, _text(dice.choice(IN_ADDRESS)))
    if request.body is not None:
        yield from _within(request.body)


def _within(node: Json) -> Iterator[Any]:
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    for key, value in pairs:
        yield lambda dice, node=node, key=key: node.__setitem__(key, dice.choice(ODD))
        yield from _within(value)


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)[:LONGEST_IN_ADDRESS]
