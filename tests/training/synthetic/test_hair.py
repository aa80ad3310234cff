import numpy as np
import pytest

from mocap_app.training.synthetic.hair import hanging

HAIR = np.array([[0.0, 1.8, 0.0], [0.1, 1.6, -0.1], [0.1, 1.35, -0.1], [-0.1, 1.15, -0.2]])


@pytest.mark.parametrize("length", [0.6, 1.0, 1.8])
def test_only_what_is_below_the_chin_grows(length):
    longer = hanging(HAIR, length)
    np.testing.assert_allclose(longer[:2], HAIR[:2])
    np.testing.assert_allclose(longer[:, [0, 2]], HAIR[:, [0, 2]])
    # The chin is a quarter of a metre below the crown.
    np.testing.assert_allclose(1.55 - longer[2:, 1], length * (1.55 - HAIR[2:, 1]))
