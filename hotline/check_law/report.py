"""All checks in their order, each figure as soon as it is there."""

from collections.abc import Callable, Iterator

from config.settings import Law
from hotline.check_law import callbacks, changes, duty_rate, early_warnings, funds, service_levels
from hotline.check_law.checked import Checked
from hotline.check_law.house import House, open_house

CHECKS: tuple[Callable[[House], Iterator[Checked]], ...] = (
    service_levels.check,
    changes.check,
    funds.check,
    early_warnings.check,
    callbacks.check,
    duty_rate.check,
)


def checked(law: Law, url: str | None = None) -> Iterator[Checked]:
    """Every figure of the law; ``url`` is an empty database, by default a private SQLite."""
    with open_house(law, url) as house:
        for check in CHECKS:
            yield from check(house)
