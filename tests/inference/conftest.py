"""A network that sees bright dots, so that tracking can be tested without weights."""

import hashlib
import json

import cv2
import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import Maps

# A standing figure, 27 keypoints in units of its height, x right, y down.
FIGURE = np.array([
    [0, .5], [-.06, .5], [-.07, .72], [-.08, .94], [.06, .5], [.07, .72], [.08, .94], [0, .35],
    [0, .2], [0, .1], [0, 0], [.11, .2], [.16, .36], [.18, .5], [-.11, .2], [-.16, .36], [-.18, .5],
    [.04, .09], [-.04, .09], [.19, .55], [.17, .55], [-.19, .55], [-.17, .55], [.07, .97],
    [.1, 1], [-.07, .97], [-.1, 1],
])  # fmt: skip


def draw_figure(image: np.ndarray, x: float, top: float, height: float, level: int = 255) -> None:
    """Draw the figure as a filled box of its extent; level tells people apart."""
    left, right = int(x - 0.2 * height), int(x + 0.2 * height)
    cv2.rectangle(image, (left, int(top)), (right, int(top + height)), (level,) * 3, -1)


def box_network(images: np.ndarray) -> Maps:
    """Find the brightest box nearest to the middle and put the figure's keypoints into it."""
    batch, _, size, across = images.shape
    rows, columns = size // 8, across // 8
    heatmaps = np.zeros((batch, 27, rows, columns), np.float32)
    locations = np.zeros((batch, 81, rows, columns), np.float32)
    for i, image in enumerate(images[:, 0]):
        count, _, stats, centres = cv2.connectedComponentsWithStats((image > 0.6).astype(np.uint8))
        # A person too small or too large for the picture is not recognised, as in life.
        fits = [k for k in range(1, count) if 0.35 * size < stats[k][3] < 0.95 * size]
        if not fits:
            continue
        middle = ((across - 1) / 2, (size - 1) / 2)
        best = min(fits, key=lambda k: np.hypot(*(centres[k] - middle)))
        left, top, width, height = stats[best][:4]
        points = np.stack(
            [left + width / 2 + FIGURE[:, 0] / 0.4 * width, top + FIGURE[:, 1] * (height - 1)], 1
        )
        column = np.clip(points[:, 0] // 8, 0, columns - 1).astype(int)
        row = np.clip(points[:, 1] // 8, 0, rows - 1).astype(int)
        heatmaps[i, np.arange(27), row, column] = 12.0
        # A person of 1.7 m, flat as a picture.
        locations[i, :27] = 1.7 * FIGURE[:, :1, None]
        locations[i, 27:54] = 1.7 * FIGURE[:, 1:, None]
    return Maps(heatmaps, locations)


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    """A models folder with one entry whose file holds the word `weights`."""
    content = b"weights"
    (tmp_path / "net.onnx").write_bytes(content)
    entry = {
        "name": "net", "file": "net.onnx", "sha256": hashlib.sha256(content).hexdigest(),
        "input_size": 160, "joints": "body27",
        "confidence": {"score": [0.0, 0.2, 0.9], "chance": [0.0, 0.1, 0.95]},
    }  # fmt: skip
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"default": "net", "models": [entry]}))
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path))
    return path


assert len(FIGURE) == len(body27().joints)
