import numpy as np
import pytest

from mocap_app.training.lifting.depth_curves import draw, liveliest
from mocap_app.training.lifting.evaluate import Track

pytestmark = pytest.mark.torch


def test_the_picture_is_a_picture(tmp_path):
    import cv2

    path = tmp_path / "depth.png"
    wave = np.sin(np.arange(60) / 10)
    draw({"truth": wave, "single frame": wave + 0.1, "causal": wave}, path, "Depth")
    image = cv2.imread(str(path))
    assert image is not None
    assert image.shape[1] > 600
    assert path.stat().st_size < 200_000


def test_the_liveliest_track_is_one_that_is_seen():
    def track(reach, sure):
        points = np.zeros((50, 27, 3), np.float32)
        points[:, 16, 2] = reach * np.sin(np.arange(50) / 8)
        return Track(points, points[..., :2], np.full((50, 27), sure, np.float32), points[:, 0])

    tracks = [track(0.1, 0.9), track(0.4, 0.9), track(0.9, 0.1)]
    assert liveliest(tracks, 16) is tracks[1]
