"""What one leg is being played: clips in a row, frame by frame, once or in a loop."""

from collections.abc import Sequence
from concurrent.futures import Future

from telephony.media.clip import Clip
from telephony.media.form import Form


class Playlist:
    """``token`` names the order to whoever gave it; a clip that is still loading sounds as silence."""

    def __init__(self, clips: Sequence["Future[Clip]"], *, token: str, loop: bool) -> None:
        self.token = token
        self._clips = clips
        self._loop = loop
        self._index = 0
        self._frame = 0

    def next_frame(self, form: Form) -> bytes | None:
        """The next 20 ms in ``form``; None once, when the last frame has been given."""
        for _ in range(len(self._clips) + 1):
            if self._index >= len(self._clips):
                if not self._loop:
                    return None
                self._index = 0
            if not self._clips or not self._clips[self._index].done():
                break
            clip = self._clips[self._index].result()
            if self._frame < clip.frames:
                self._frame += 1
                return clip.frame(self._frame - 1, form)
            self._index, self._frame = self._index + 1, 0
        return form.silence
