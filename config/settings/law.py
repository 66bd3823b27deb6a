"""The city's working day and data, and when callers of one matter are joined or warn."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.bulletins import Bulletins
from config.settings.directory import Directory
from config.settings.dispatching import Dispatching
from config.settings.duty import Duty
from config.settings.evaluation import Evaluation
from config.settings.funds import Funds
from config.settings.intake import Attachments, Intake, Webhooks
from config.settings.joint import Joint
from config.settings.knowledge import Knowledge
from config.settings.leading import Leading
from config.settings.messages import Messages
from config.settings.quality import Quality
from config.settings.supervision import Supervision
from config.settings.terms import Terms
from config.settings.values import Seconds, Section


class Law(Section):
    """Working hours as ``HH:MM``; ``city_data`` is the folder with units, directory, categories and gazetteer."""

    timezone: str
    day_starts: str
    day_ends: str
    city_data: str
    session_closes_after_s: Seconds
    default_level: Literal[1, 3, 7, 11]
    join_undo_s: Seconds = 1800.0
    """Within so long a caller who was added to a ticket may be taken back."""
    similar_days: Annotated[int, Field(ge=1)] = 90
    """Open tickets older than this are not offered as the same matter."""
    warning_over: Annotated[int, Field(ge=1)] = 10
    """More callers of one matter than this warn, and again each so many more …"""
    warning_days: Annotated[int, Field(ge=1)] = 30
    """… counted over so many days."""
    bulletins: Bulletins = Bulletins()
    directory: Directory = Directory()
    dispatching: Dispatching = Dispatching()
    duty: Duty = Duty()
    intake: Intake = Intake()
    attachments: Attachments = Attachments()
    webhooks: Webhooks = Webhooks()
    evaluation: Evaluation = Evaluation()
    funds: Funds = Funds()
    joint: Joint = Joint()
    knowledge: Knowledge = Knowledge()
    leading: Leading = Leading()
    messages: Messages = Messages()
    quality: Quality = Quality()
    supervision: Supervision = Supervision()
    terms: Terms = Terms()
