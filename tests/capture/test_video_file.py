from __future__ import annotations

import os
import struct
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.capture import video_file
from mocap_app.capture.video_file import PresentationTimes, VideoFile
from mocap_app.core.errors import SourceError


def number_of(image):
    return round((float(np.median(image)) - 10) / 20)


def read_all(path):
    with VideoFile(path) as source:
        frames = []
        while (frame := source.read()) is not None:
            frames.append(frame)
        return frames, source


@pytest.mark.parametrize(
    ("name", "codec"), [("clip.mp4", "mp4v"), ("clip.avi", "MJPG"), ("clip.mkv", "mp4v")]
)
def test_every_frame_comes_in_order_with_its_time(make_video, name, codec):
    frames, source = read_all(make_video(name, count=10, fps=25.0, codec=codec))
    assert [number_of(f.image) for f in frames] == list(range(10))
    assert [f.index for f in frames] == list(range(10))
    # Matroska rounds times to milliseconds.
    np.testing.assert_allclose([f.timestamp for f in frames], np.arange(10) / 25, atol=1e-3)
    assert source.fps == pytest.approx(25)
    assert source.frame_count == 10
    assert not source.live
    assert source.name == name


def test_a_video_of_one_frame(make_video):
    frames, _ = read_all(make_video(count=1))
    assert [(f.index, f.timestamp) for f in frames] == [(0, 0.0)]


def test_opening_again_starts_anew(make_video):
    source = VideoFile(make_video(count=3))
    for _ in range(2):
        with source:
            assert number_of(source.read().image) == 0
            assert source.read().timestamp == pytest.approx(1 / 25)
    with pytest.raises(RuntimeError, match="open"):
        source.read()


def boxes(data, start, end):
    while start + 8 <= end:
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        yield kind, start, start + size
        start += size


def find_box(data, *kinds):
    start, end = 0, len(data)
    for kind in kinds:
        start, end = next((s + 8, e) for k, s, e in boxes(data, start, end) if k == kind)
    return start, end


def test_the_rotation_of_phones_is_applied(make_video):
    path = make_video(count=2)
    data = bytearray(path.read_bytes())
    start, _ = find_box(data, b"moov", b"trak", b"tkhd")
    one = 1 << 16
    matrix = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)  # a quarter turn clockwise
    data[start + 40 : start + 76] = matrix
    path.write_bytes(data)

    image = read_all(path)[0][0].image
    assert image.shape == (64, 48, 3)
    assert image[:6, -6:].min() > 200, "the bright corner has turned to the right"
    assert image[:6, :6].max() < 100


def test_a_variable_frame_rate_keeps_its_times(make_video):
    path = make_video(count=4, fps=25.0)
    data = bytearray(path.read_bytes())
    table = ("moov", "trak", "mdia", "minf", "stbl", "stts")
    start, _ = find_box(data, *(kind.encode() for kind in table))
    runs, count, ticks = struct.unpack(">III", data[start + 4 : start + 16])
    assert (runs, count) == (1, 4)
    # The table of durations is replaced by one where the second frame lasts three times as long.
    new = struct.pack(">IIIIIIII", 0, 3, 1, ticks, 1, 3 * ticks, 2, ticks)
    grown = len(new) - 16
    data[start : start + 16] = new
    for depth in range(1, len(table) + 1):
        inside, _ = find_box(data, *(kind.encode() for kind in table[:depth]))
        size = struct.unpack(">I", data[inside - 8 : inside - 4])[0]
        data[inside - 8 : inside - 4] = struct.pack(">I", size + grown)
    # The edit list still ends the film where it used to end, so it is made unknown.
    path.write_bytes(data.replace(b"edts", b"free"))

    frames, _ = read_all(path)
    np.testing.assert_allclose([f.timestamp for f in frames], [0, 0.04, 0.16, 0.2], atol=1e-6)


def test_a_video_whose_size_changes_goes_on(tmp_path):
    path = tmp_path / "clip.mjpeg"
    jpegs = [
        cv2.imencode(".jpg", np.full((h, w, 3), 90, np.uint8))[1].tobytes()
        for w, h in [(64, 48), (64, 48), (96, 80), (96, 80), (32, 32)]
    ]
    path.write_bytes(b"".join(jpegs))
    frames, _ = read_all(path)
    assert len(frames) == 5
    assert all(f.image.ndim == 3 and abs(float(f.image.mean()) - 90) < 3 for f in frames)


@pytest.mark.parametrize(("name", "codec"), [("clip.avi", "MJPG"), ("clip.mkv", "mp4v")])
def test_a_file_cut_in_the_middle_gives_what_is_left(make_video, name, codec, caplog):
    path = make_video(name, count=12, codec=codec, size=(320, 240))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    frames, source = read_all(path)
    assert 2 <= len(frames) <= 9
    # The last picture may itself be cut.
    assert [number_of(f.image) for f in frames[:-1]] == list(range(len(frames) - 1))
    if source.frame_count == 12:  # some containers do not say
        assert "ends early" in caplog.text


def make_bad(kind, tmp_path, make_video):
    path = tmp_path / "bad.mp4"
    if kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(1).bytes(5000))
    elif kind == "no index":
        # The index of MP4 comes last, so that half a file has none.
        data = make_video(count=10).read_bytes()
        path.write_bytes(data[: len(data) // 2])
    elif kind == "text":
        path = path.with_suffix(".ans")
        path.write_text("no video at all\n" * 500)
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "There is no file"),
        ("empty", "is empty"),
        ("folder", "is a folder"),
        ("noise", "cannot be read as a video"),
        ("no index", "it is cut off, and the index"),
        ("text", "cannot be read as a video"),
    ],
)
def test_bad_files_say_what_is_wrong_and_nothing_else(kind, sentence, tmp_path, make_video, capfd):
    path = make_bad(kind, tmp_path, make_video)
    with pytest.raises(SourceError, match=sentence) as caught:
        VideoFile(path).open()
    assert str(path) in str(caught.value)
    assert capfd.readouterr() == ("", ""), "the decoder's own noise reaches nobody"


def test_permission_denied(make_video, monkeypatch):
    path = make_video()

    def deny(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(path), "open", deny)
    with pytest.raises(SourceError, match="permission denied"):
        VideoFile(path).open()


def test_strange_paths_are_errors_of_the_user(tmp_path, make_video):
    with pytest.raises(SourceError, match="cannot be read"):
        VideoFile(make_video() / "inside.mp4").open()
    with pytest.raises(SourceError, match="cannot be read"):
        VideoFile(tmp_path / ("x" * 300)).open()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_opened_just_to_look(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    video_file.check_readable(path)  # would hang


class Undecodable:
    def __init__(self, *_):
        self.reads = 0

    def isOpened(self):  # noqa: N802
        return True

    def get(self, _prop):
        return 25.0

    def read(self):
        self.reads += 1
        if self.reads > 2:
            raise cv2.error("bad data")
        return True, np.zeros((4, 4, 3), np.uint8)

    def release(self):
        pass


def test_an_error_of_the_decoder_ends_the_video(make_video, monkeypatch, caplog):
    path = make_video()
    monkeypatch.setattr(cv2, "VideoCapture", Undecodable)
    assert len(read_all(path)[0]) == 2
    assert "decoding stopped" in caplog.text


reported = st.lists(
    st.one_of(st.floats(0, 1e5), st.just(float("nan")), st.just(0.0)), min_size=1, max_size=40
)


@given(reported, st.sampled_from([10.0, 25.0, 60.0]))
def test_times_always_rise(times, fps):
    clock = PresentationTimes(fps)
    made = [clock.next(t) for t in times]
    assert all(b > a for a, b in pairwise(made))
    assert np.isfinite(made).all()


@given(st.lists(st.floats(1e-3, 5.0), min_size=1, max_size=40))
def test_good_times_pass_unchanged(gaps):
    times = np.cumsum(gaps)
    clock = PresentationTimes(30.0)
    assert [clock.next(float(t)) for t in times] == times.tolist()


def test_a_container_without_times_gets_its_rate():
    clock = PresentationTimes(25.0)
    np.testing.assert_allclose([clock.next(0.0) for _ in range(100)], np.arange(100) / 25)


def test_one_repeated_time_delays_only_its_own_frame():
    clock = PresentationTimes(25.0)
    made = [clock.next(t) for t in (0.0, 0.04, 0.04, 0.12, 0.16)]
    assert made == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16])


def test_a_count_that_restarts_is_joined_on():
    clock = PresentationTimes(25.0)
    made = [clock.next(t) for t in (8.0, 8.04, 0.0, 0.1, 0.2)]
    assert made == pytest.approx([8.0, 8.04, 8.08, 8.18, 8.28])
