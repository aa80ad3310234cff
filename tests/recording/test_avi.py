import cv2
import numpy as np
import pytest

from mocap_app.recording import avi
from mocap_app.recording.avi import AviWriter, find_pictures, repair
from mocap_app.recording.reference_video import encode
from tests.support.live import frame

SIZE = (64, 48)


def jpeg(index):
    return encode(frame(index), SIZE)


def written(path, count, *, close=True, fps=None):
    writer = AviWriter(path, SIZE, 30.0)
    for index in range(count):
        assert writer.append(jpeg(index))
    if close:
        writer.close(fps)
    else:
        writer._file.close()  # as the death of the program does
    return path


def played(path):
    """What an independent reader sees: frames per second and grey levels."""
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    levels = []
    while True:
        ok, image = video.read()
        if not ok:
            break
        levels.append(round(float(image.mean())))
    fps = video.get(cv2.CAP_PROP_FPS)
    video.release()
    return fps, levels


def test_other_programs_play_it_at_its_speed(tmp_path):
    fps, levels = played(written(tmp_path / "a.avi", 12, fps=23.5))
    assert fps == pytest.approx(23.5)
    np.testing.assert_allclose(levels, 40 + np.arange(12), atol=1)


@pytest.mark.parametrize("count", [1, 7])
def test_a_file_whose_writer_died_plays_as_it_is(tmp_path, count):
    _, levels = played(written(tmp_path / "a.avi", count, close=False))
    assert len(levels) == count


@pytest.mark.parametrize(("lost", "expected"), [(0, 8), (2, 7), (900, 6)])
def test_repair_mends_a_torn_end(tmp_path, lost, expected):
    path = written(tmp_path / "a.avi", 8, close=False)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - lost])
    repair(path)
    with path.open("rb", buffering=0) as file:
        assert len(find_pictures(file)) == expected
    assert b"idx1" in path.read_bytes()
    assert len(played(path)[1]) == expected
    mended = path.read_bytes()
    repair(path)
    assert path.read_bytes() == mended, "a whole file is left alone"


def test_sizes_in_front_are_true_at_any_moment(tmp_path):
    path = written(tmp_path / "a.avi", 3, close=False)
    data = path.read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert int.from_bytes(data[216:220], "little") == len(data) - 220
    written(tmp_path / "b.avi", 3)
    data = (tmp_path / "b.avi").read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8


def test_it_stops_before_players_cannot_follow(tmp_path, monkeypatch):
    monkeypatch.setattr(avi, "MAX_BYTES", 4000)
    writer = AviWriter(tmp_path / "a.avi", SIZE, 30.0)
    while writer.append(jpeg(0)):
        pass
    assert writer.frame_count > 1
    count = writer.frame_count
    writer.close()
    assert len(played(tmp_path / "a.avi")[1]) == count


@pytest.mark.parametrize("data", [b"", b"RIFF", b"no video at all" * 40])
def test_what_is_no_video_is_said(tmp_path, data):
    path = tmp_path / "a.avi"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not a reference video"):
        repair(path)


def test_an_empty_one_cannot_be_repaired(tmp_path):
    path = written(tmp_path / "a.avi", 0, close=False)
    with pytest.raises(ValueError, match="no picture"):
        repair(path)


def test_nothing_is_written_over(tmp_path):
    written(tmp_path / "a.avi", 1)
    with pytest.raises(FileExistsError):
        AviWriter(tmp_path / "a.avi", SIZE, 30.0)
