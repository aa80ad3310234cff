import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError, OutputError
from mocap_app.training.synthetic import films, textures


@pytest.mark.parametrize("words", [["count=0"], ["seconds=0"], ["size=8"], ["split=other"]])
def test_nonsense_is_refused(words):
    with pytest.raises(DataError):
        films.main(words)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot write"):
        films.main([f"out={tmp_path / 'file' / 'films'}"])


@pytest.mark.parametrize("seed", range(8))
def test_the_webcam_sees_the_person_all_the_time(rng, seed):
    keypoints = rng.uniform([-0.5, 0.0, -0.5], [0.5, 1.8, 0.5], (30, 27, 3))
    view = films.film_view(keypoints, 64, np.random.default_rng(seed))
    seen = view.to_camera(keypoints)
    assert (seen[..., 2] > 0.3).all()
    pixels = view.pinhole.project(seen)
    inside = ((pixels > 0) & (pixels < 63)).all(axis=(0, 2))
    upper = [i for i, name in enumerate(films.body27().joints) if name.startswith("left_sh")]
    assert inside[upper].all()
    assert inside.mean() > 0.6  # some webcams see the upper body alone


@pytest.mark.gl
def test_a_film_has_its_truth_and_is_not_rendered_twice(have_data, tmp_path, monkeypatch):
    monkeypatch.setattr(textures, "N_PATTERNS", 2)
    words = [f"out={tmp_path}", "count=1", "seconds=1", "size=64"]
    try:
        films.main(words)
    except DataError as error:
        if "OpenGL" in str(error):
            pytest.skip(str(error))
        raise
    film = cv2.VideoCapture(str(tmp_path / "000.mp4"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 30
    assert film.read()[1].shape == (64, 64, 3)
    film.release()
    points = np.load(tmp_path / "000.npz")["points"]
    assert points.shape == (30, 27, 3)
    assert (points[..., 2] > 0.3).all()
    written = (tmp_path / "000.mp4").stat().st_mtime_ns
    films.main(words)
    assert (tmp_path / "000.mp4").stat().st_mtime_ns == written
