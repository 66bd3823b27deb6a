"""What an agent may dial: a pure rule, so that no desk makes the house send calls to whatever address it names."""

import re
from collections.abc import Collection

from config.errors import BadInput
from ticketing.directory import Contact

AGENT = "agent:"
_SPACES = re.compile(r"[\s().-]")
_NUMBER = re.compile(r"\+?[0-9*#]{2,20}\Z")
_PERSON = re.compile(r"agent:[0-9A-Za-z-]{1,64}\Z")


def dialable(text: str, contacts: Collection[Contact] = ()) -> str:
    """``010-1234 5678`` → ``01012345678``; ``agent:ID`` and a contact's SIP URI as they are. BadInput for anything else."""
    if _PERSON.match(text) or any(contact.number == text for contact in contacts):
        return text
    number = _SPACES.sub("", text)
    if not _NUMBER.match(number):
        raise BadInput(f"“{text}”不能拨打。", "请输入电话号码，或从通讯录中选择。")
    return number
