"""The tool for reading with one's own eyes."""

import json
from pathlib import Path

import pytest

from asr.text.__main__ import main


def test_calls_and_sentences_are_shown_line_under_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = tmp_path / "calls.jsonl"
    calls.write_text(json.dumps({"turns": [{"text": "三号 楼"}, {"text": "好 的"}]}) + "\n住五零一\n", encoding="utf-8")
    assert main([str(calls), "--numbers"]) == 0
    assert capsys.readouterr().out == "  三号 楼\n→ 3号楼。\n  住五零一\n→ 住501。\n"
