"""What tests of the command share."""

import pytest

from config.settings import Log
from hotline import journal


@pytest.fixture(autouse=True)
def a_journal_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is called in this process must not bind its loggers to a standard error that closes with the test."""

    def untouched(settings: Log) -> None: ...

    monkeypatch.setattr(journal, "configure", untouched)
