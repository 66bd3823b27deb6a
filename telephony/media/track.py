"""The frames of one voice gathered tick by tick, to be turned into samples many at once."""

from telephony.media.form import L16, Form, converted

Runs = list[tuple[Form, list[bytes]]]


class Track:
    """Frames are kept as they came; a voice whose form changes begins another run."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._form: Form | None = None
        self._frames: list[bytes] = []
        self._runs: Runs = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, frame: bytes, form: Form) -> None:
        if form is not self._form:
            self._form, self._frames = form, []
            self._runs.append((form, self._frames))
        self._frames.append(frame)
        self._count += 1

    def take(self) -> Runs:
        """What was gathered; the gathering starts anew."""
        runs = self._runs
        self._start()
        return runs


def pcm(runs: Runs) -> bytes:
    """The sound of the runs as s16le."""
    return b"".join(converted(b"".join(frames), form, L16) for form, frames in runs)
