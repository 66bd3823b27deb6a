"""The data folders of one installation."""

import os

from config.errors import BadSetting
from config.settings import Settings


def prepare_home(settings: Settings) -> None:
    """Make the data folders; BadSetting when that is not possible."""
    for setting, folder in (
        ("home", settings.home),
        ("folders.recordings", settings.recordings),
        ("folders.models", settings.models),
        ("folders.prompts", settings.prompts),
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(
                setting, f"the folder {folder} cannot be made: {error.strerror}.", "Name a folder that can be written."
            ) from None
        if not os.access(folder, os.W_OK):
            raise BadSetting(setting, f"the folder {folder} cannot be written.", "Name another or change its owner.")
