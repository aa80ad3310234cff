from __future__ import annotations

import cv2
import numpy as np
import pytest

from mocap_app.capture import opening
from mocap_app.capture.image_folder import ImageFolder
from mocap_app.capture.opening import SourceOptions, open_source
from mocap_app.capture.oriented import OrientedSource, orient
from mocap_app.capture.playback import PacedSource
from mocap_app.capture.sample import DemoSource
from mocap_app.capture.stream import Stream
from mocap_app.capture.video_file import VideoFile
from mocap_app.capture.webcam import Webcam
from mocap_app.core.errors import SourceError


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ("camera", ""),
        ("camera:", ""),
        ("camera:2", "2"),
        ("0", "0"),
        ("/dev/video3", "3"),
        ("camera:HD Webcam: front", "HD Webcam: front"),
    ],
)
def test_cameras_by_name_and_number(spec, wanted, monkeypatch):
    made = []
    monkeypatch.setattr(opening, "Webcam", lambda *args: made.append(args) or Webcam(*args))
    camera = open_source(spec, SourceOptions(width=800, fps=60))
    assert camera.live
    assert not camera.stored
    ((name, config),) = made
    assert name == wanted
    assert (config.width, config.height, config.fps) == (800, 720, 60)


@pytest.mark.parametrize("spec", ["rtsp://10.0.0.7/live", "http://cam.local:8080/video"])
def test_addresses(spec):
    source = open_source(spec)
    assert isinstance(source, Stream)
    assert source.live


@pytest.mark.parametrize("spec", ["ftp://host/clip.mp4", "http://", ""])
def test_no_source_at_all(spec):
    with pytest.raises(SourceError):
        open_source(spec)


def test_files_folders_and_images(tmp_path, make_video):
    image = tmp_path / "a.png"
    cv2.imwrite(str(image), np.zeros((4, 4, 3), np.uint8))
    assert isinstance(open_source(str(make_video())), VideoFile)
    assert isinstance(open_source(str(tmp_path)), ImageFolder)
    assert isinstance(open_source(str(image)), ImageFolder)
    assert open_source(str(tmp_path), SourceOptions(fps=5)).fps == 5


def test_a_missing_file_is_told_when_opened(tmp_path):
    for name in ("gone.mp4", "gone.png", "gone"):
        with pytest.raises(SourceError, match="There is no"):
            open_source(str(tmp_path / name)).open()


def test_the_demo_is_a_film_of_a_person_in_a_room():
    with open_source("demo") as film:
        assert isinstance(film, VideoFile)
        assert film.frame_count == 300
        picture = film.read().image
    assert picture.shape == (360, 640, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 5000
    assert open_source("demo", SourceOptions(paced=True)).frame_count is None


def test_the_figure_is_finite_for_files_and_endless_for_the_window():
    stored = open_source("figure")
    assert isinstance(stored, DemoSource)
    assert (stored.live, stored.frame_count) == (False, 300)
    live = open_source("figure", SourceOptions(paced=True))
    assert isinstance(live, PacedSource)
    assert (live.live, live.frame_count) == (True, None)
    assert live.stored
    small = open_source("figure", SourceOptions(width=64, height=48, fps=15))
    with small:
        assert small.read().image.shape == (48, 64, 3)


def test_options_are_applied_in_order(make_video):
    path = str(make_video(count=2))
    options = SourceOptions(mirror=True, rotate=90, loop=True)
    with open_source(path) as plain, open_source(path, options) as changed:
        assert isinstance(changed, OrientedSource)
        first = plain.read().image
        frames = [changed.read() for _ in range(5)]
    np.testing.assert_array_equal(frames[4].image, orient(first, 90, True))
    assert [f.index for f in frames] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("options", [SourceOptions(rotate=45), SourceOptions(fps=0)])
def test_senseless_options_are_refused(options):
    with pytest.raises(SourceError):
        open_source("figure", options)
