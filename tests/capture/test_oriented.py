from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mocap_app.capture.oriented import OrientedSource, orient
from mocap_app.capture.sample import DemoSource
from mocap_app.core.errors import SourceError

images = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3)),
    elements=st.integers(0, 255),
)


def corner_image():
    image = np.zeros((3, 5, 3), np.uint8)
    image[0, 0] = 255  # top left
    return image


@pytest.mark.parametrize(
    ("rotate", "mirror", "shape", "corner"),
    [
        (0, False, (3, 5, 3), (0, 0)),
        (90, False, (5, 3, 3), (0, -1)),
        (180, False, (3, 5, 3), (-1, -1)),
        (270, False, (5, 3, 3), (-1, 0)),
        (0, True, (3, 5, 3), (0, -1)),
        (90, True, (5, 3, 3), (0, 0)),
    ],
)
def test_rotates_clockwise_then_mirrors(rotate, mirror, shape, corner):
    turned = orient(corner_image(), rotate, mirror)
    assert turned.shape == shape
    assert turned[corner].tolist() == [255, 255, 255]
    assert turned.astype(int).sum() == 3 * 255


@given(images, st.sampled_from([0, 90, 180, 270]))
def test_turning_back_gives_the_picture_again(image, angle):
    there = orient(image, angle, mirror=True)
    back = orient(orient(there, 0, mirror=True), (360 - angle) % 360, mirror=False)
    np.testing.assert_array_equal(back, image)


def test_every_frame_is_turned_and_keeps_its_time():
    with DemoSource(64, 48) as plain, OrientedSource(DemoSource(64, 48), 90, True) as turned:
        for _ in range(3):
            before, after = plain.read(), turned.read()
            assert (after.timestamp, after.index) == (before.timestamp, before.index)
            np.testing.assert_array_equal(after.image, orient(before.image, 90, True))
        assert (turned.name, turned.fps, turned.frame_count) == ("Demo", 30.0, 300)


def test_the_end_is_passed_on():
    with OrientedSource(DemoSource(16, 12, rate=1), 180) as source:
        assert [source.read() is None for _ in range(11)] == [False] * 10 + [True]


def test_other_angles_are_refused():
    with pytest.raises(SourceError, match="not by 45"):
        OrientedSource(DemoSource(), 45)
