import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.errors import TakeError
from mocap_app.core.types import Frame
from mocap_app.recording import avi
from mocap_app.recording.reference_video import ReferenceVideo, VideoWriter, reduced

# A camera is never even: these are what must come back, not multiples of 1/30.
TIMES = np.array([100.0, 100.031, 100.07, 100.1003, 100.25, 100.283])


def picture(level, size=(64, 48)):
    return np.full((size[1], size[0], 3), level, np.uint8)


def write(path, times=TIMES, side=640, size=(64, 48)):
    writer = VideoWriter(path, side)
    for index, time in enumerate(times):
        assert writer.write(Frame(picture(20 * index, size), float(time), index))
    writer.close()
    return path


def test_every_picture_comes_back_with_its_time(tmp_path):
    with ReferenceVideo(write(tmp_path / "a.avi")) as video:
        np.testing.assert_array_equal(video.times, TIMES)
        levels = [round(video.image(row).mean()) for row in range(video.frame_count)]
    np.testing.assert_allclose(levels, 20 * np.arange(6), atol=1)


def test_the_picture_at_a_time_is_the_newest_by_then(tmp_path):
    with ReferenceVideo(write(tmp_path / "a.avi")) as video:
        asked = [0.0, 100.0, 100.0309, 100.031, 100.2, 999.0]
        assert [video.row_at(time) for time in asked] == [0, 0, 0, 1, 3, 5]


@pytest.mark.parametrize(("until", "kept"), [(100.1, 3), (100.1003, 4), (99.0, 1), (999.0, 6)])
def test_what_comes_after_the_end_of_the_take_is_cut_off(tmp_path, until, kept):
    path = tmp_path / "a.avi"
    writer = VideoWriter(path)
    for index, time in enumerate(TIMES):
        writer.write(Frame(picture(20 * index), float(time), index))
    writer.close(until)
    with ReferenceVideo(path) as video:
        np.testing.assert_array_equal(video.times, TIMES[:kept])
    player = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    levels = []
    while (read := player.read())[0]:
        levels.append(round(float(read[1].mean())))
    player.release()
    np.testing.assert_allclose(levels, 20 * np.arange(kept), atol=1)


def test_large_pictures_are_made_smaller(tmp_path):
    with ReferenceVideo(write(tmp_path / "a.avi", side=160, size=(640, 360))) as video:
        assert video.image(0).shape == (90, 160, 3)


def test_a_size_that_changes_does_not_end_the_video(tmp_path):
    writer = VideoWriter(tmp_path / "a.avi")
    writer.write(Frame(picture(10), 0.0, 0))
    writer.write(Frame(picture(90, (32, 96)), 0.1, 1))
    writer.close()
    with ReferenceVideo(tmp_path / "a.avi") as video:
        assert video.image(1).shape == (48, 64, 3)


@given(st.integers(2, 5000), st.integers(2, 5000), st.integers(16, 2000))
def test_reduced_sizes_are_even_and_keep_their_shape(width, height, side):
    made = reduced(np.broadcast_to(np.uint8(0), (height, width, 3)), side)
    assert all(v % 2 == 0 and v >= 2 for v in made)
    assert max(made) <= max(side + 1, 2)
    scale = min(1.0, side / max(width, height))
    assert abs(made[0] - scale * width) <= 2
    assert abs(made[1] - scale * height) <= 2


def test_time_that_turns_back_ends_the_video(tmp_path):
    writer = VideoWriter(tmp_path / "a.avi")
    assert writer.write(Frame(picture(1), 5.0, 0))
    assert not writer.write(Frame(picture(1), 0.0, 1))
    writer.close()
    with ReferenceVideo(tmp_path / "a.avi") as video:
        assert video.times.tolist() == [5.0]


def test_without_a_frame_there_is_no_file(tmp_path):
    VideoWriter(tmp_path / "a.avi").close()
    assert not (tmp_path / "a.avi").exists()


def test_a_full_file_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(avi, "MAX_BYTES", 3000)
    writer = VideoWriter(tmp_path / "a.avi")

    def write_on():
        for index in range(100):
            writer.write(Frame(picture(index), index / 30, index))

    with pytest.raises(OSError, match="full"):
        write_on()
    writer.close()
    with ReferenceVideo(tmp_path / "a.avi") as video:
        assert video.frame_count > 1


def test_damage_is_a_sentence_or_a_missing_picture(tmp_path):
    path = write(tmp_path / "a.avi")
    data = bytearray(path.read_bytes())
    with ReferenceVideo(path) as video:
        place, size = video._places[2]
    data[place + 30 : place + size] = bytes(size - 30)
    path.write_bytes(data)
    with ReferenceVideo(path) as video:
        assert video.image(2) is None or video.image(2).shape == (48, 64, 3)
        assert video.image(3) is not None
    path.write_bytes(bytes(data).replace(b"mocap time", b"other time"))
    with pytest.raises(TakeError, match="does not tell its time"):
        ReferenceVideo(path)
    with pytest.raises(TakeError, match="Cannot read"):
        ReferenceVideo(tmp_path / "missing.avi")


@given(st.binary(max_size=400))
def test_no_damage_does_more_than_a_sentence(tmp_path_factory, noise):
    path = tmp_path_factory.mktemp("fuzz") / "a.avi"
    data = bytearray(write(path).read_bytes())
    data[230 : 230 + len(noise)] = noise
    path.write_bytes(data)
    try:
        with ReferenceVideo(path) as video:
            for row in range(video.frame_count):
                video.image(row)
    except TakeError:
        pass
