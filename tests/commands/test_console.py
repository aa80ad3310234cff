import argparse
import signal

import pytest

from mocap_app.commands.console import (
    PRESET_NAMES,
    check_writable,
    interrupt_ends_recording,
    positive_float,
    positive_int,
    progress_bar,
)
from mocap_app.core.errors import OutputError
from mocap_app.filtering.chain import PRESETS


def test_the_first_interrupt_ends_and_the_second_breaks_off():
    before = signal.getsignal(signal.SIGINT)
    with interrupt_ends_recording() as pressed:
        assert not pressed()
        signal.raise_signal(signal.SIGINT)
        assert pressed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf"])
def test_numbers_must_be_above_zero(text):
    with pytest.raises(argparse.ArgumentTypeError):
        positive_float(text)


@pytest.mark.parametrize("text", ["0", "-3"])
def test_whole_numbers_must_be_above_zero(text):
    with pytest.raises(argparse.ArgumentTypeError):
        positive_int(text)
    assert positive_int("24") == 24


def test_a_writable_path_is_left_alone(tmp_path):
    check_writable(tmp_path / "new.bvh")
    assert list(tmp_path.iterdir()) == []


def test_a_refusing_folder_is_named(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(OutputError, match=r"new\.bvh: Permission denied"):
        check_writable(tmp_path / "new.bvh")


def test_more_frames_than_announced_do_not_break_the_bar(capsys):
    with progress_bar(argparse.Namespace(progress=True), "clip") as show:
        for done in range(1, 8):
            show(done, 5)
    assert "7/7" in capsys.readouterr().err


def test_the_presets_offered_are_those_that_exist():
    # Written out in the console, because help must not load the filters.
    assert set(PRESET_NAMES) == set(PRESETS)
