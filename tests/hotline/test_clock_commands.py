"""``hotline check-clocks`` finds what is stored otherwise, and changes nothing; the pictures and tables are of the code."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli import app
from hotline.permission_table import permissions
from hotline.table_picture import picture
from ticketing.tickets.states import COMMANDS, TRANSITIONS


def test_an_empty_house_has_no_differences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    result = CliRunner().invoke(app, ["check-clocks", "--json"])
    assert (result.exit_code, result.output.strip().splitlines()[-1]) == (0, '{"differences": 0}')


def test_the_document_has_a_row_for_each_command() -> None:
    text = permissions()
    assert all(f"| `{command}` |" in text for command in COMMANDS)


def test_the_picture_names_every_state_and_command_and_is_the_same_each_time() -> None:
    drawn = picture("ticket", TRANSITIONS)
    assert drawn == picture("ticket", TRANSITIONS)
    for state, command in TRANSITIONS:
        assert f">{state}<" in drawn
        assert f">{command}<" in drawn
