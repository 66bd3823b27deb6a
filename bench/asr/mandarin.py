"""Mandarin by utterance through G.711: the stand-in, and every Mandarin Vosk model that is installed."""

import threading
from collections.abc import Callable

from asr import whisper_model
from asr.choose import open_recognizer
from asr.error_rate import character_error_rate
from asr.models import compiled, store
from asr.port import Emit, Event, Final, Recognizer, RecognizerInfo, StreamFinished
from bench.asr.layout import through_g711
from bench.asr.speech import RATE, Utterance, utterances
from bench.asr.words import say
from bench.telephony.figures import Figure
from config.ids import CallId
from config.settings import Settings, load

STUCK_S = 120.0
AFTER_S = 1.0
# Published for the small Mandarin model, on clean and on hard speech (the models' own page): 0.17 and 0.24 to 0.38.
MANDARIN = ("-cn-", "multicn")


def mandarin(at_most: int | None) -> list[Figure]:
    settings, spoken = load(), utterances("zh")[:at_most]
    return [*_stand_in(settings, spoken), *_vosk_models(settings, spoken)]


def _stand_in(settings: Settings, spoken: tuple[Utterance, ...]) -> list[Figure]:
    if not whisper_model.packages_present() and not whisper_model.is_joined(settings.models):
        say("mandarin: the stand-in is not installed (extra [whisper])")
        return [Figure(name="cer_mandarin_stand_in", value=None, unit="ratio")]
    asr = settings.asr.model_copy(update={"engine": "whisper", "model": ""})
    rate = _error_rate(lambda emit: open_recognizer(asr, settings.models, emit, say), spoken)
    return [Figure(name="cer_mandarin_stand_in", value=rate, unit="ratio")]


def _vosk_models(settings: Settings, spoken: tuple[Utterance, ...]) -> list[Figure]:
    installed = store.installed(settings.models)
    named = [one for one in installed if one.engine == "vosk" and one.whole and any(part in one.name for part in MANDARIN)]
    if not named:
        say("mandarin: no Mandarin Vosk model is installed (hotline models install)")
        return [Figure(name="cer_mandarin_vosk", value=None, unit="ratio")]
    return [
        Figure(name=f"cer_mandarin_{one.name}", value=_error_rate(_vosk(settings, one), spoken), unit="ratio") for one in named
    ]


def _vosk(settings: Settings, model: store.InstalledModel) -> Callable[[Emit], Recognizer]:
    from asr.vosk_engine import open_live

    info = RecognizerInfo(engine="vosk", model=model.name, language="zh", interims=True)
    path = compiled.find(model.path, settings.models) or model.path
    return lambda emit: open_live(path, info, emit, settings.asr, dither=0.0)


def _error_rate(make: Callable[[Emit], Recognizer], spoken: tuple[Utterance, ...]) -> float:
    """Edits over characters of all utterances, each a call of its own."""
    heard = _Heard()
    recognizer = make(heard)
    wrong = characters = 0.0
    for one in spoken:
        read = heard.read(recognizer, one)
        wrong += character_error_rate(one.said, read) * len(one.said)
        characters += len(one.said)
    recognizer.close()
    return wrong / characters


class _Heard:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[Event] = []

    def __call__(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def read(self, recognizer: Recognizer, one: Utterance) -> str:
        self._events.clear()
        stream = recognizer.open(CallId(one.name), "caller", RATE)
        stream.push(through_g711(one.samples.clip(-32768, 32767).astype("<i2").tobytes()) + bytes(int(AFTER_S * RATE) * 2), 0)
        stream.finish()
        with self._changed:
            self._changed.wait_for(lambda: any(isinstance(event, StreamFinished) for event in self._events), STUCK_S)
            return "".join(event.text for event in self._events if isinstance(event, Final))
