import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.body.obj import read_obj

SQUARE = """# comment
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 1
g wall
f 1/1 2/1 3/2 4/2
g roof top
f 1 2 -1
"""


def test_polygons_become_triangles_of_their_group(tmp_path) -> None:
    path = tmp_path / "a.obj"
    path.write_text(SQUARE)
    mesh = read_obj(path)
    assert mesh.vertices.shape == (4, 3)
    assert mesh.triangles.tolist() == [[0, 1, 2], [0, 2, 3], [0, 1, 3]]
    assert mesh.triangle_uvs.tolist() == [[0, 0, 1], [0, 1, 1], [-1, -1, -1]]
    assert mesh.groups == ("wall", "roof_top")
    assert mesh.of_group("roof_top").tolist() == [False, False, True]
    assert np.array_equal(mesh.of_group("wall", "roof_top"), [True] * 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("v 0 0\nf 1 1 1", "line 1"),
        ("v 0 0 0\nf 1 2 3", "not there"),
        ("v 0 0 0\nf 1 1", "line 2"),
        ("v 0 0 0\nf 1 1 0", "line 2"),
        ("v 0 0 0\n", "no faces"),
    ],
)
def test_damaged_meshes_are_refused(tmp_path, text: str, reason: str) -> None:
    path = tmp_path / "a.obj"
    path.write_text(text)
    with pytest.raises(DataError, match=reason):
        read_obj(path)


def test_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match=r"b\.obj"):
        read_obj(tmp_path / "b.obj")
