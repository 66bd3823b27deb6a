"""What the browser tests share."""

import fcntl

import pytest

from config.settings import Folders, Settings, load
from hotline.demo.speech import Speech
from hotline.home import prepare_home
from hotline.setup import prepare_recogniser
from tests.integration.house import short_prompts

SPOKEN = ("lamp_agent", "lamp_caller")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Speech]:
    """Short prompts, and a recogniser and speech that are shared with ``make demo`` under var/."""
    ours = load()
    prepare_home(ours)
    speech = Speech(ours.home / "speech")
    with (ours.home / "preparing").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # two workers want the same
        prepare_recogniser(ours, say=print)
        speech.prepare(ours.models, print, SPOKEN)
    prompts = short_prompts(tmp_path_factory.mktemp("sounds") / "prompts")
    return load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts))), speech
