"""The tone of the countdown."""

from __future__ import annotations

import io
import logging
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTemporaryDir, QUrl
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

RATE_HZ = 44100
TICK_HZ, GO_HZ = 660.0, 990.0
"""Of the seconds, and of the moment when recording begins."""
_SECONDS = 0.12
_FADE_S = 0.02
_LOUDNESS = 0.25


class Beeper(QObject):
    """Plays soft tones where Qt has sound, and the desktop's own beep where it has not.

    Qt Multimedia is not part of what this program needs to be installed.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Of Qt, for it goes with its owner; Python's would complain of not being told to.
        self._folder: QTemporaryDir | None = None
        self._effects: dict[float, Any] = {}
        self._silent = False

    def tick(self) -> None:
        """Tell that a second has gone."""
        self._play(TICK_HZ)

    def go(self) -> None:
        """Tell that it begins."""
        self._play(GO_HZ)

    def _play(self, hertz: float) -> None:
        if not self._effects and not self._silent:
            self._make_effects()
        effect = self._effects.get(hertz)
        if effect is None:
            QApplication.beep()
        else:
            effect.play()

    def _make_effects(self) -> None:
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError as error:
            logger.debug("No tones of our own: %s", error)
            self._silent = True
            return
        if QMediaDevices.defaultAudioOutput().isNull():
            self._silent = True
            return
        self._folder = QTemporaryDir()
        for hertz in (TICK_HZ, GO_HZ):
            path = Path(self._folder.path()) / f"{hertz:.0f}.wav"
            path.write_bytes(wav(tone(hertz)))
            effect = QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(path)))
            self._effects[hertz] = effect


def tone(hertz: float) -> NDArray[np.int16]:
    """Return the samples of a short tone that swells and fades, so that it does not click."""
    times = np.arange(int(_SECONDS * RATE_HZ)) / RATE_HZ
    ends = np.minimum(times, _SECONDS - times) / _FADE_S
    loudness = _LOUDNESS * np.clip(ends, 0.0, 1.0)
    return (32767 * loudness * np.sin(2 * np.pi * hertz * times)).astype(np.int16)


def wav(samples: NDArray[np.int16]) -> bytes:
    """Return a WAV file of one channel."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return held.getvalue()
