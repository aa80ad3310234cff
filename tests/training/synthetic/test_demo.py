import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError, OutputError
from mocap_app.training.synthetic import demo, textures
from mocap_app.training.synthetic.demo_room import living_room


def test_the_room_is_open_towards_the_camera_and_clear_in_the_middle():
    room = living_room()
    corners = room.corners["position"]
    assert np.isfinite(corners).all()
    middles = corners[room.triangles].mean(axis=1)
    standing = (middles[:, 1] > 0.1) & (middles[:, 1] < 2.0)
    assert np.hypot(middles[standing, 0], middles[standing, 2]).min() > 0.7
    ahead = (np.abs(middles[:, 0]) < 1.0) & (middles[:, 2] > 0.7)
    assert not (ahead & standing).any()


@pytest.mark.parametrize("words", [["seconds=0"], ["fps=0"], ["width=8"]])
def test_nonsense_is_refused(words):
    with pytest.raises(DataError):
        demo.main(words)


def test_only_films_are_written():
    with pytest.raises(OutputError, match=r"\.mp4 or \.avi"):
        demo.main(["out=film.gif"])


@pytest.mark.gl
def test_a_film_is_written(have_data, tmp_path, monkeypatch):
    monkeypatch.setattr(textures, "N_PATTERNS", 2)
    path = tmp_path / "film.mp4"
    try:
        demo.main([f"out={path}", "seconds=0.1", "width=96", "height=64"])
    except DataError as error:
        if "OpenGL" in str(error):
            pytest.skip(str(error))
        raise
    film = cv2.VideoCapture(str(path))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 3
    assert film.read()[1].shape == (64, 96, 3)
    film.release()


def test_an_unknown_or_short_clip_is_named(have_data):
    with pytest.raises(DataError, match="no clip 'nothing'"):
        demo.main(["clip=nothing"])
    with pytest.raises(DataError, match="has only"):
        demo.main(["seconds=9999"])
