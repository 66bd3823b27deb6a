"""The line that says what recognises."""

from pathlib import Path

import pytest

from asr.port import Standing
from config.settings import load
from hotline.engine_line import engine_line, second_pass_model


@pytest.mark.parametrize(
    ("standing", "second_pass", "line"),
    [
        (None, "", ""),
        (Standing(of="workers", up=1, wanted=2, gate="on"), "", "识别进程 1/2 · 静音不送识别"),
        (
            Standing(of="servers", up=0, wanted=3, gate="missing"),
            "vosk-model-cn-0.22",
            "识别服务器 0/3 · 缺静音检测组件，识别容量约减半 · 复核稿 vosk-model-cn-0.22",
        ),
    ],
)
def test_parts_that_run_and_that_should_stand_beside_each_other(standing: Standing | None, second_pass: str, line: str) -> None:
    assert engine_line(standing, second_pass) == line


def test_a_second_pass_without_its_model_says_how_to_get_it(tmp_path: Path) -> None:
    settings = load()
    asr = settings.asr.model_copy(update={"second_pass": "vosk:vosk-model-cn-0.22"})
    model, error = second_pass_model(settings.model_copy(update={"asr": asr, "home": tmp_path}))
    assert model == ""
    assert error is not None
    assert "hotline models install" in error.remedy
