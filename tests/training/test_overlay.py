"""Bones appear in their colours where both ends are known and sure enough."""

import numpy as np

from mocap_app.training.overlay import draw_pose, sheet


def drawn(confidence: float, nan: bool = False) -> np.ndarray:
    image = np.zeros((200, 200, 3), np.uint8)
    points = np.random.default_rng(0).uniform(20, 180, (27, 2))
    if nan:
        points[:] = np.nan
    draw_pose(image, points, np.full(27, confidence))
    return image


def test_left_is_blue_and_right_is_red():
    image = drawn(1.0)
    assert (image == (255, 128, 0)).all(axis=-1).any()
    assert (image == (0, 0, 255)).all(axis=-1).any()


def test_doubtful_is_darker_and_unknown_is_absent():
    assert 0 < drawn(0.3).max() < drawn(0.9).max()
    assert drawn(0.1).max() == 0
    assert drawn(float("nan")).max() == 0
    assert drawn(1.0, nan=True).max() == 0


def test_a_sheet_is_filled_up():
    table = sheet([np.full((50, 100, 3), 200, np.uint8)] * 3, columns=2, width=40)
    assert table.shape == (40, 80, 3)
    assert table[-1, -1].max() == 0
    assert table[0, 0].min() > 150
