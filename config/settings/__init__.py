"""Every setting of the house, with its unit in its name or its docstring; a section stands in the module of its name.

Sources, strongest first: environment (``HOTLINE_SIP__PORT=5062``), ``$HOTLINE_CONFIG`` or ``/etc/hotline/hotline.toml``,
``config/defaults.toml``. A wrong value gives one sentence that names the setting (`load`).
"""

import os
import tomllib
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from config.errors import BadSetting
from config.settings.acd import Acd, Surge
from config.settings.asr import Asr
from config.settings.installation import Database, Folders, Log, Web
from config.settings.intake import Attachments, FileKind, Intake, Webhooks
from config.settings.law import Law
from config.settings.learning import Learning
from config.settings.media import Media
from config.settings.queues import Hours, Queue, minutes_of
from config.settings.sip import Registrar, Sip, Trunk
from config.settings.tree import DEFAULTS, Settings, site_file

__all__ = [
    "Acd",
    "Asr",
    "Attachments",
    "Database",
    "FileKind",
    "Folders",
    "Hours",
    "Intake",
    "Law",
    "Learning",
    "Log",
    "Media",
    "Queue",
    "Registrar",
    "Settings",
    "Sip",
    "Surge",
    "Trunk",
    "Web",
    "Webhooks",
    "load",
    "minutes_of",
]

# Names under HOTLINE_ that are no settings: they choose files, test data or a run of the demo.
NOT_SETTINGS = frozenset({"HOTLINE_CONFIG", "HOTLINE_TEST_DATA"})


def load(**overrides: Any) -> Settings:
    """Read all sources; raise BadSetting with the setting's dotted name, what is wrong and what to write."""
    known = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
    for name in os.environ:
        if name.startswith("HOTLINE_") and name not in NOT_SETTINGS and name.split("__")[0] not in known:
            raise BadSetting(name, "no such setting.", f"Known sections: {', '.join(sorted(known))}.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSetting(
            name,
            f"{_in_words(first)} (got {first.get('input')!r}).",
            f"Set HOTLINE_{name.upper().replace('.', '__')} or [{name.partition('.')[0]}] in hotline.toml.",
        ) from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise BadSetting(str(site_file() or DEFAULTS), f"cannot be read: {error}.", "Mend the TOML file.") from None
    except SettingsError as error:  # a JSON value in the environment that cannot be parsed
        raise BadSetting("environment", f"{error}.", "Lists and tables in the environment are written as JSON.") from None


def _in_words(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "no such setting"
    return error["msg"].removeprefix("Value error, ")
