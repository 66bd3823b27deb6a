"""What all tests share: where the shared data lies, and no setting of the developer's own machine."""

import os
from pathlib import Path

import pytest
import structlog

from tests.witness import Repeat, Witness

ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    _plain_tracebacks()
    witness = Witness()
    witness.start()
    config.add_cleanup(witness.stop)
    config.pluginmanager.register(Repeat(witness))


def _plain_tracebacks() -> None:
    """As the service logs an exception: a traceback with every local of a whole house takes half a minute to print."""
    *before, _ = structlog.get_config()["processors"]
    shown = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before, shown])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--dist loadgroup`` the tests of a folder share one worker, and so the running service that they share."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(item.path.parent.name))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """HOTLINE_ variables of the shell would change what the tests see."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_") and name != "HOTLINE_TEST_DATA"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with speech, city and calls; skips with a word where it is absent."""
    folder = Path(os.environ.get("HOTLINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the shared test data is not at {folder}; set HOTLINE_TEST_DATA")
    return folder
