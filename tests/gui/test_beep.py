import io
import sys
import types
import wave
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from mocap_app.gui.beep import GO_HZ, RATE_HZ, TICK_HZ, Beeper, tone, wav


@pytest.mark.parametrize("hertz", [TICK_HZ, GO_HZ])
def test_a_tone_is_soft_and_of_its_pitch(hertz):
    samples = tone(hertz)
    assert abs(samples).max() < 0.3 * 32767
    assert abs(samples[[0, -1]]).max() < 200, "no click"
    spectrum = np.abs(np.fft.rfft(samples))
    pitch = np.argmax(spectrum) * RATE_HZ / len(samples)
    assert pitch == pytest.approx(hertz, abs=RATE_HZ / len(samples))
    with wave.open(io.BytesIO(wav(samples))) as file:
        assert (file.getframerate(), file.getnframes()) == (RATE_HZ, len(samples))


@pytest.fixture
def beeps(monkeypatch):
    heard = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("beep"))
    return heard


def multimedia(monkeypatch, heard, *, silent=False):
    """A twin of Qt Multimedia, which is not installed with the program."""

    class Effect:
        def __init__(self, parent):
            self.parent = parent

        def play(self):
            path = Path(self.url.toLocalFile())
            assert path.read_bytes().startswith(b"RIFF")
            heard.append(path.name)

    Effect.setSource = lambda self, url: setattr(self, "url", url)
    output = types.SimpleNamespace(isNull=lambda: silent)
    module = types.ModuleType("PySide6.QtMultimedia")
    module.QSoundEffect = Effect
    module.QMediaDevices = types.SimpleNamespace(defaultAudioOutput=lambda: output)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", module)


def test_without_sound_the_desktop_beeps(monkeypatch, beeps):
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    beeper = Beeper()
    beeper.tick()
    beeper.go()
    assert beeps == ["beep", "beep"]


def test_without_loudspeakers_too(monkeypatch, beeps):
    multimedia(monkeypatch, beeps, silent=True)
    Beeper().tick()
    assert beeps == ["beep"]


def test_with_sound_there_are_two_tones(monkeypatch, beeps):
    multimedia(monkeypatch, beeps)
    beeper = Beeper()
    beeper.tick()
    beeper.tick()
    beeper.go()
    assert beeps == ["660.wav", "660.wav", "990.wav"]
