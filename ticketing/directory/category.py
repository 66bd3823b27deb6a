"""A leaf of the five-level tree of matters (五级事项分类)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """``code`` has two digits a level; ``path`` the five names, broad to narrow; ``default_level`` working days."""

    code: str
    path: tuple[str, str, str, str, str]
    keywords: tuple[str, ...]
    default_level: int
    urgent: bool

    @property
    def name(self) -> str:
        return self.path[-1]
