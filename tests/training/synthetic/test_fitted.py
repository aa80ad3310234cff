import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.synthetic.fitted import parse_mhclo, read_asset
from tests.training.synthetic.test_mesh import tetrahedron

MHCLO = """# a hat
name hat
tag Hats
x_scale 0 1 2.0
z_scale 0 2 2.0
y_scale 0 3 4.0
z_depth 50
material hat.mhmat
verts 0
2
0 1 2 0.5 0.25 0.25 0.1 0.2 0.3
1
3
delete_verts
4 7 - 9
12
"""
BASE = np.array([[0.0, 0, 0], [2, 0, 0], [0, 0, 2], [0, 4, 0]])


@pytest.fixture
def hat():
    from mocap_app.training.synthetic.mesh import topology_of

    return parse_mhclo("hat", MHCLO, topology_of(tetrahedron()))


def test_fits_the_body_it_was_made_for(hat):
    between = 0.5 * BASE[0] + 0.25 * BASE[1] + 0.25 * BASE[2]
    expected = [BASE[2], between + np.array([0.1, 0.2, 0.3]), BASE[1], BASE[3]]
    np.testing.assert_allclose(hat.fit(BASE), expected)


def test_grows_with_the_body(hat):
    size = np.array([1.5, 0.5, 3.0])
    np.testing.assert_allclose(hat.fit(BASE * size), hat.fit(BASE) * size)


def test_hides_what_it_says(hat):
    assert hat.deleted.tolist() == [4, 7, 8, 9, 12]


def test_moves_with_the_bones_of_its_anchors(hat):
    weights = np.zeros((4, 6), np.float32)
    weights[[0, 1, 2, 3], [0, 1, 2, 3]] = 1
    skin = hat.weights(weights)
    dense = np.zeros((4, 6))
    np.put_along_axis(dense, skin.bones.astype(int), skin.weights, axis=1)
    np.testing.assert_allclose(dense[1], [0.5, 0.25, 0.25, 0, 0, 0])
    np.testing.assert_allclose(dense[3], [0, 0, 0, 1, 0, 0])


@pytest.mark.parametrize(
    "broken",
    [
        MHCLO.replace("1\n3\ndelete", "3\ndelete"),  # a vertex is missing
        MHCLO.replace("x_scale 0 1 2.0", ""),
        MHCLO.replace("0.25 0.1", "0.25 x"),
    ],
)
def test_names_what_is_damaged(broken):
    from mocap_app.training.synthetic.mesh import topology_of

    with pytest.raises(DataError, match="hat is damaged"):
        parse_mhclo("hat", broken, topology_of(tetrahedron()))


def test_names_the_missing_file(tmp_path):
    with pytest.raises(DataError, match=r"hat\.mhclo"):
        read_asset(tmp_path / "hat.mhclo")
