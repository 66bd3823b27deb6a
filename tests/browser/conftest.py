"""What the browser tests share."""

import pytest

from config.settings import load
from hotline.demo.speech import Speech


@pytest.fixture(scope="session")
def prepared():
    """Prompts, a recogniser and the demo's speech, shared with ``make demo`` under var/."""
    from hotline.setup import prepare

    settings = load()
    prepare(settings, say=print)
    speech = Speech(settings.home / "speech")
    speech.prepare(settings.models, print)
    return settings, speech
