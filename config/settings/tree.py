"""The tree of all sections, and the files that fill it."""

import os
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from config.errors import BadSetting
from config.settings.acd import Acd
from config.settings.alerts import Alerts
from config.settings.asr import Asr
from config.settings.documents import Documents
from config.settings.figures import Figures
from config.settings.floor import Floor
from config.settings.installation import Database, Folders, Log, Nodes, Web
from config.settings.law import Law
from config.settings.learning import Learning
from config.settings.media import Media
from config.settings.queues import Hours, Queue
from config.settings.sip import Sip

DEFAULTS = Path(__file__).parents[1] / "defaults.toml"
SYSTEM_FILE = Path("/etc/hotline/hotline.toml")


class Settings(BaseSettings):
    """The whole tree; frozen. ``home`` is the data folder (recordings, database, models, prompts)."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_", env_nested_delimiter="__", extra="forbid", frozen=True, toml_file=None
    )

    home: Path
    sip: Sip
    media: Media
    web: Web
    database: Database
    nodes: Nodes = Nodes()
    asr: Asr
    acd: Acd
    queues: tuple[Queue, ...]
    hours: dict[str, Hours] = Field(default_factory=dict)
    law: Law
    learning: Learning = Learning()
    documents: Documents = Documents()
    figures: Figures = Figures()
    alerts: Alerts = Alerts()
    floor: Floor = Floor()
    folders: Folders
    log: Log

    @field_validator("queues")
    @classmethod
    def _known_queues(cls, queues: tuple[Queue, ...]) -> tuple[Queue, ...]:
        names = [queue.name for queue in queues]
        if not names or len(set(names)) < len(names):
            raise ValueError("must be one queue or more, each with a name of its own")
        for queue in queues:
            if queue.overflow_to is not None and (queue.overflow_to not in names or queue.overflow_to == queue.name):
                raise ValueError(f"queue {queue.name}: overflow_to must name another queue, not {queue.overflow_to}")
        return queues

    @field_validator("hours")
    @classmethod
    def _known_hours(cls, hours: dict[str, Hours], info: ValidationInfo) -> dict[str, Hours]:
        for queue in info.data.get("queues", ()):
            if queue.hours != "always" and queue.hours not in hours:
                raise ValueError(f"queue {queue.name}: there are no opening hours named {queue.hours}")
        return hours

    @property
    def recordings(self) -> Path:
        return self._folder(self.folders.recordings)

    @property
    def attachments(self) -> Path:
        """Files of citizens and units, under the digest of their content; all nodes of a city share this folder."""
        return self._folder(self.folders.attachments)

    @property
    def models(self) -> Path:
        return self._folder(self.folders.models)

    @property
    def prompts(self) -> Path:
        return self._folder(self.folders.prompts)

    @property
    def learnt(self) -> Path:
        """What `hotline learn` made: an installation's own, whoever shares its speech models."""
        return self.home / "models" / "category"

    @property
    def native(self) -> Path:
        return self._folder(self.folders.native)

    @property
    def database_url(self) -> str:
        return self.database.url.replace("{home}", str(self.home))

    def _folder(self, template: str) -> Path:
        return Path(template.replace("{home}", str(self.home)))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = [path for path in (site_file(), DEFAULTS) if path]
        return (init_settings, env_settings, *(TomlConfigSettingsSource(settings_cls, path) for path in files))


def site_file() -> Path | None:
    """The city's own file: ``$HOTLINE_CONFIG``, which must be there if it is named, else the system's, else none."""
    named = os.environ.get("HOTLINE_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            raise BadSetting("HOTLINE_CONFIG", f"the file {named} is not there.", "Name an existing file or unset it.")
        return path
    return SYSTEM_FILE if SYSTEM_FILE.is_file() else None
