"""What is printed at the start says by which lines people can call, and how these stand."""

from typing import Any, cast

import pytest

from config.settings import Registrar, Settings, Trunk, load
from hotline.announcement import outside
from hotline.outside_lines import NONE, registrar_words, trunk_words
from hotline.service import Service
from telephony.sip.port import RegistrationStatus, TrunkStatus

CARRIER = Trunk(name="carrier", host="10.20.0.1", options_every_s=30)
SPARE = Trunk(name="spare", host="10.20.0.2")


class Started:
    """The part of a running service that is announced here."""

    def __init__(self, settings: Settings, *registrations: RegistrationStatus) -> None:
        self.settings = settings
        self.trunks: tuple[TrunkStatus, ...] = ()
        self.registrations = registrations


def announced(*registrations: RegistrationStatus, **sip: Any) -> list[str]:
    settings = load()
    settings = settings.model_copy(update={"sip": settings.sip.model_copy(update=sip)})
    return outside(cast("Service", Started(settings, *registrations)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (TrunkStatus(trunk="carrier", state="up", round_trip_ms=12.3), "carrier (10.20.0.1): up, 12 ms"),
        (TrunkStatus(trunk="carrier", state="down", reason="no answer"), "carrier (10.20.0.1): down, no answer"),
        (TrunkStatus(trunk="carrier", state="unknown"), "carrier (10.20.0.1)"),
    ],
)
def test_a_trunk_is_named_with_its_state_as_far_as_it_is_known(status: TrunkStatus, words: str) -> None:
    assert list(trunk_words([CARRIER, SPARE], [status])) == [words, "spare (10.20.0.2)"]


def test_a_registrar_that_refuses_us_says_why() -> None:
    refused = RegistrationStatus(registrar="1000@pbx", state="failed", reason="403 Forbidden")
    standing_by = RegistrationStatus(registrar="1000@next", state="standby", reason="another of its group serves")
    assert list(registrar_words([refused, standing_by])) == ["1000@pbx: failed, 403 Forbidden", "1000@next: standby"]


def test_each_line_has_a_row_and_the_word_stands_once() -> None:
    trying = RegistrationStatus(registrar="1000@pbx", state="trying")
    registrar = Registrar(host="pbx", user="1000", password="x")
    rows = announced(trying, trunks=(CARRIER, SPARE), registrars=(registrar,))
    assert [row[2:14].strip() for row in rows] == ["Trunks", "", "Registrars"]
    assert [row[15:] for row in rows] == ["carrier (10.20.0.1)", "spare (10.20.0.2)", "1000@pbx: trying"]


def test_a_house_that_nobody_can_call_is_told_so() -> None:
    assert announced(trunks=(), registrars=()) == [f"  Trunks       {NONE}"]
