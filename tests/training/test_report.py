"""What `mocap-app train evaluate` says is what the program does."""

from types import SimpleNamespace

import numpy as np

from mocap_app.inference.codec import Maps
from mocap_app.training import report


def _network(images):
    """Put every keypoint where the picture is brightest, sure or not as its red channel says."""
    heatmaps = np.zeros((len(images), 27, 8, 8), np.float32)
    for i, image in enumerate(images):
        row, column = np.divmod(int(image[1, ::8, ::8].argmax()), 8)
        heatmaps[i, :, row, column] = 12.0 * image[0, 0, 0]
    return Maps(heatmaps, np.zeros((len(images), 81, 8, 8), np.float32))


def test_only_unsure_pictures_are_looked_at_twice():
    images = np.zeros((2, 3, 64, 64), np.float32)
    images[:, 1, 16:24, 8:16] = 1.0
    images[0, 0], images[1, 0] = 1.0, 0.3
    seen = []

    def network(pictures):
        seen.append(pictures)
        return _network(pictures)

    info = SimpleNamespace(input_size=64, confidence=lambda score: score)
    maps = report._second_look(network, info)(images)
    assert [len(pictures) for pictures in seen] == [2, 1]
    np.testing.assert_array_equal(seen[1][0], images[1, ..., ::-1])
    # The mirror image, turned back, has its brightest place where the picture has it.
    np.testing.assert_array_equal(maps.heatmaps, _network(images).heatmaps)
