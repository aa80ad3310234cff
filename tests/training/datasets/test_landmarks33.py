"""The teacher's 33 landmarks become Body27."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.landmarks33 import (
    LABELLED_HIP_WIDTH,
    confidence_to_body27,
    to_body27,
)


def test_left_stays_left():
    landmarks = np.zeros((1, 33, 2))
    landmarks[0, 1::2, 0] = 1  # odd is left
    landmarks[0, [1, 3, 9]] = 0
    points = to_body27(landmarks, widen_hips=False)[0]
    skeleton = body27()
    for i, name in enumerate(skeleton.joints):
        if name.startswith("left_"):
            assert points[i, 0] == 1, name
        if name.startswith("right_"):
            assert points[i, 0] == 0, name


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_it_moves_with_its_input(x, y):
    landmarks = np.random.default_rng(0).random((2, 33, 2))
    shift = np.array([x, y])
    moved = to_body27(landmarks + shift, widen_hips=True)
    assert np.allclose(moved, to_body27(landmarks, widen_hips=True) + shift, atol=1e-5)


def test_hips_are_widened_about_their_middle():
    landmarks = np.random.default_rng(1).random((1, 33, 2))
    narrow = to_body27(landmarks, widen_hips=False)[0]
    wide = to_body27(landmarks, widen_hips=True)[0]
    assert np.allclose(wide[0], narrow[0])
    ratio = np.linalg.norm(wide[1] - wide[4]) / np.linalg.norm(narrow[1] - narrow[4])
    assert np.isclose(ratio, LABELLED_HIP_WIDTH)


def test_a_derived_point_is_as_sure_as_its_least_parent():
    visibility = np.ones((1, 33))
    visibility[0, 23] = 0.3
    confidence = confidence_to_body27(visibility)[0]
    assert np.isclose(confidence[0], 0.3)
    assert np.isclose(confidence[7], 0.3)
    assert np.isclose(confidence[8], 1.0)
