"""The refusal that brings the present draft along, so that the desk can show what changed."""

from config.errors import Conflict
from ticketing.drafts.schemas import DraftOut


class DraftChanged(Conflict):
    """Somebody else (or the machine) has written since: ``draft`` is the present one."""

    def __init__(self, draft: DraftOut) -> None:
        super().__init__("草稿已有更新的版本。", "请核对最新内容后再保存。")
        self.draft = draft

    @property
    def code(self) -> str:
        return "Conflict"
