import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.rotation import from_axis_angle, to_matrix
from mocap_app.training.motion.source import SourceMotion, chain


def test_chain_by_hand() -> None:
    quarter = to_matrix(from_axis_angle([0, 0, 1], np.pi / 2))
    local = np.stack([quarter, quarter, np.eye(3)])
    frames, positions = chain((-1, 0, 1), local, np.array([[5.0, 0, 0], [1, 0, 0], [1, 0, 0]]))
    assert positions == pytest.approx(np.array([[5, 0, 0], [5, 1, 0], [4, 1, 0]]))
    assert frames[2] == pytest.approx(quarter @ quarter)


def test_other_axes_turn_everything_alike() -> None:
    rng = np.random.default_rng(0)
    local = to_matrix(rng.normal(size=(2, 3, 4)) / 2)
    frames, positions = chain((-1, 0, 1), local, rng.normal(size=(2, 3, 3)))
    axes = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
    motion = SourceMotion("m", ("a", "b", "c"), (-1, 0, 1), frames, positions, frames[0],
                          positions[0], 30)  # fmt: skip
    turned = motion.turned(axes)
    assert turned.positions[1, 2] == pytest.approx(axes @ positions[1, 2])
    assert turned.frames[1, 2] == pytest.approx(axes @ frames[1, 2])
    assert turned.rest_positions[2] == pytest.approx(axes @ positions[0, 2])
    with pytest.raises(DataError, match="no joint 'd'"):
        motion.index("d")
