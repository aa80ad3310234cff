import numpy as np
import pytest

from mocap_app.training.synthetic.garment import BodyPlaces, Cut, hidden_skin, margin, puff


def places(*points):
    """Points as (across, height, front, arm)."""
    columns = np.array(points, np.float64).T
    return BodyPlaces(*columns)


CHEST = (0.1, 1.2, 0.1, 0.0)
BELLY = (0.05, 1.0, 0.1, 0.0)
THROAT = (0.0, 1.38, 0.1, 0.0)
NAPE = (0.0, 1.38, -0.1, 0.0)
SHOULDER = (0.17, 1.40, 0.0, 0.1)
FOREARM = (0.4, 1.1, 0.1, 1.6)
HAND = (0.45, 0.95, 0.1, 2.1)
THIGH = (0.12, 0.7, 0.05, 0.0)
SHIN = (0.15, 0.3, 0.0, 0.0)
TSHIRT = Cut(top=1.40, bottom=0.9, sleeve=0.6, neckline=0.06)
TURTLENECK = Cut(top=1.6, bottom=0.9, sleeve=1.9)
FACE = (0.05, 1.5, 0.12, 0.0)
EAR = (0.09, 1.55, 0.0, 0.0)
SHORTS = Cut(top=1.02, bottom=0.55, sleeve=-1.0)


@pytest.mark.parametrize(
    ("cut", "worn", "bare"),
    [
        (TSHIRT, (CHEST, BELLY, NAPE, SHOULDER), (THROAT, FOREARM, HAND, THIGH)),
        (TURTLENECK, (CHEST, THROAT, NAPE, SHOULDER, FOREARM), (FACE, EAR, HAND)),
        (SHORTS, (BELLY, THIGH), (CHEST, SHIN, HAND, FOREARM, SHOULDER)),
    ],
)
def test_covers_what_it_should(cut, worn, bare):
    assert (margin(places(*worn), cut) > 0).all()
    assert (margin(places(*bare), cut) < 0).all()


def test_an_open_jacket_is_open_in_front_only():
    jacket = Cut(top=1.4, bottom=0.7, sleeve=1.9, open_front=0.05)
    front, side, back = (0.0, 1.1, 0.1, 0), (0.12, 1.1, 0.1, 0), (0.0, 1.1, -0.1, 0)
    inside = margin(places(front, side, back), jacket)
    assert (inside > 0).tolist() == [False, True, True]


def test_skin_at_the_hem_stays():
    near, deep = (0.1, 0.905, 0.1, 0.0), (0.1, 1.0, 0.1, 0.0)
    assert hidden_skin(margin(places(near, deep), TSHIRT), TSHIRT).tolist() == [False, True]


def test_looser_clothes_stay_outside_of_tighter_ones(rng):
    vertices = rng.normal(0, 0.5, (200, 3))
    normals = vertices / np.linalg.norm(vertices, axis=1, keepdims=True)
    phase = rng.uniform(0, 6, 3)
    tight, loose = (puff(vertices, normals, amount, phase) for amount in (0.004, 0.012))
    assert (((loose - tight) * normals).sum(axis=1) > 0).all()
    assert (((tight - vertices) * normals).sum(axis=1) > 0).all()
