"""The ways a frame is written, and the way from one to the other."""

import numpy as np
import pytest

from telephony.media import g711
from telephony.media.form import FRAME_SAMPLES, L16, PCMA, PCMU, Form, converted
from tests.telephony.media.sounds import speech_like

FORMS = [PCMA, PCMU, L16]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_frame_of_each_form_is_twenty_milliseconds(form: Form) -> None:
    assert len(form.silence) == form.frame_bytes == FRAME_SAMPLES * form.sample_bytes
    assert np.abs(form.samples(form.silence).astype(int)).max() <= 8


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("target", FORMS, ids=lambda form: form.name)
def test_any_form_becomes_any_other_without_hurt(form: Form, target: Form) -> None:
    sound = speech_like(1, 3)
    there = target.samples(converted(form.written(sound), form, target)).astype(float)
    noise = np.mean((there - sound) ** 2)
    assert 10 * np.log10(np.mean(sound.astype(float) ** 2) / max(noise, 1e-9)) > 30


def test_the_same_form_is_not_even_copied() -> None:
    assert converted(PCMA.silence, PCMA, PCMA) is PCMA.silence


@pytest.mark.parametrize("law", ["PCMA", "PCMU"])
def test_every_code_of_one_law_becomes_the_nearest_of_the_other(law: g711.Codec) -> None:
    other: g711.Codec = "PCMU" if law == "PCMA" else "PCMA"
    values = g711.LEVELS[law].astype(int)
    there = g711.LEVELS[other][list(g711.ACROSS[law])].astype(int)
    nearest = g711.LEVELS[other].astype(int)
    best = np.abs(values[:, None] - nearest[None, :]).min(axis=1)
    assert (np.abs(values - there) == best).all()
