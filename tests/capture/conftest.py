"""Small videos made on the spot."""

from __future__ import annotations

import cv2
import numpy as np
import pytest


def numbered_frame(number, size=(64, 48)):
    """A picture whose brightness tells its number, robust against lossy coding."""
    image = np.full((size[1], size[0], 3), 10 + 20 * number, np.uint8)
    image[: size[1] // 4, : size[0] // 4] = 255
    return image


@pytest.fixture
def make_video(tmp_path):
    def make(name="clip.mp4", count=10, fps=25.0, size=(64, 48), codec="mp4v"):
        path = tmp_path / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, size)
        assert writer.isOpened()
        for number in range(count):
            writer.write(numbered_frame(number, size))
        writer.release()
        return path

    return make
