"""The engine's compiled modules, made once for all tests."""

from pathlib import Path

import pytest

from telephony.media import native_build


@pytest.fixture
def compiled(request: pytest.FixtureRequest) -> Path:
    """Where the compiled modules stand; made once for each state of the sources, which takes a minute or two."""
    missing = native_build.missing_tools()
    if missing:
        pytest.skip(f"the engine cannot be compiled here: {missing} is missing")
    folder: Path = request.config.cache.mkdir("native")
    native_build.build(folder)
    return folder
