import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.rotation import (
    angle,
    from_euler,
    from_rotvec,
    inverse,
    multiply,
    to_euler,
    unroll_euler,
)
from mocap_app.export.euler import Unroller


@settings(max_examples=20, deadline=None)
@given(size=st.integers(1, 50), axis=st.sampled_from(np.eye(3).tolist()))
def test_blocks_are_as_smooth_as_the_whole(size, axis):
    turns = from_rotvec(np.outer(0.2 * np.arange(60), axis))
    angles = to_euler(turns, "ZXY")
    unroller = Unroller()
    parts = [unroller.unroll(angles[at : at + size]) for at in range(0, 60, size)]
    smooth = np.concatenate(parts)
    np.testing.assert_allclose(smooth, unroll_euler(angles))
    assert np.abs(np.diff(smooth, axis=0)).max() < 13.0
    off = multiply(from_euler(smooth, "ZXY"), inverse(turns))
    assert angle(off).max() < 1e-6
