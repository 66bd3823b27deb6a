"""What every command begins with: the settings of this installation, and the journal as they want it."""

from config.settings import Settings, load
from hotline import journal


def settings() -> Settings:
    """Raises BadSetting with the file and the key that is wrong."""
    found = load()
    journal.configure(found.log)
    return found
