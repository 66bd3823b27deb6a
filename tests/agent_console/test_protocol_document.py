"""docs/protocol.md says of the desks' WebSocket what the code takes and tells: each message once, with every field it has."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from agent_console.live.messages import AnyCommand
from agent_console.live.shape import SHAPES

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
SAID_ELSEWHERE = {"id", "type"}
WHOLE = {"floor_act"}
"""Told as a REST resource that has a row of its own."""
WITHOUT_SHAPE = {"draft", "todo", "duty", "notice", "intake", "batch_changed", "board"}
"""Told as REST gives them: their shape is the resource's."""
ROUTE = re.compile(r"(GET|POST|PUT|PATCH|DELETE) `([^` ]+)")
COMMANDS = {name: command for command in get_args(AnyCommand) for name in get_args(command.model_fields["type"].annotation)}


def rows(heading: str) -> Iterator[tuple[list[str], str]]:
    """The names in the first cell and the rest, of the table below this heading."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    for line in lines[lines.index(heading) + 2 :]:
        if not line.startswith("|"):
            return
        first, rest = line[1:].split("|", 1)
        yield re.findall(r"`(\w+)`", first), rest


COMMAND_ROWS, EVENT_ROWS = list(rows("| type | fields |")), list(rows("| event | data |"))


def names(table: list[tuple[list[str], str]]) -> list[str]:
    return sorted(name for each, _ in table for name in each)


def test_each_command_that_is_taken_has_one_row_and_no_other_is_named():
    assert names(COMMAND_ROWS) == sorted(COMMANDS)


def test_each_event_that_is_told_has_one_row_and_no_other_is_named():
    assert names(EVENT_ROWS) == sorted(SHAPES.keys() | WITHOUT_SHAPE)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_commands_row_names_its_fields(name):
    assert missing(COMMAND_ROWS, name, COMMANDS[name].model_fields.keys() - SAID_ELSEWHERE) == []


@pytest.mark.parametrize("name", sorted(SHAPES.keys() - WHOLE))
def test_an_events_row_names_its_fields(name):
    assert missing(EVENT_ROWS, name, set(SHAPES[name].model_fields)) == []


def missing(table: list[tuple[list[str], str]], name: str, fields: set[str]) -> list[str]:
    (rest,) = [rest for each, rest in table if name in each]
    return sorted(field for field in fields if not re.search(rf"\b{field}\b", rest))


def test_no_resource_has_two_rows():
    table = [
        line.split("|")[1] for line in DOCUMENT.read_text("utf-8").splitlines() if re.match(r"\| (GET|POST|PUT|PATCH|DEL)", line)
    ]
    said = [route for cell in table for route in ROUTE.findall(cell)]
    assert [route for route in dict.fromkeys(said) if said.count(route) > 1] == []
