import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mocap_app.training.body.obj import ObjMesh
from mocap_app.training.synthetic.mesh import strongest_four, topology_of


def tetrahedron() -> ObjMesh:
    """Corners of a cube; the texture has a seam at the first vertex."""
    return ObjMesh(
        vertices=np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], np.float32),
        uvs=np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]], np.float32),
        triangles=np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]], np.int32),
        triangle_uvs=np.array([[0, 1, 2], [0, 3, 1], [4, 2, 3], [1, 3, 2]], np.int32),
        triangle_groups=np.array([0, 0, 0, 1], np.int32),
        groups=("side", "bottom"),
    )


def test_a_seam_splits_a_vertex_into_two_corners():
    mesh = tetrahedron()
    topology = topology_of(mesh)
    assert sorted(topology.vertex.tolist()) == [0, 0, 1, 2, 3]
    np.testing.assert_array_equal(topology.vertex_triangles, mesh.triangles)
    np.testing.assert_array_equal(topology.uv[topology.triangles], mesh.uvs[mesh.triangle_uvs])


def test_only_some_triangles():
    mesh = tetrahedron()
    topology = topology_of(mesh, mesh.of_group("bottom"))
    np.testing.assert_array_equal(topology.vertex_triangles, [[1, 3, 2]])
    assert topology.n_vertices == 4


def test_normals_point_outwards_and_are_smooth():
    mesh = tetrahedron()
    normals = topology_of(mesh).normals(mesh.vertices)
    np.testing.assert_allclose(normals, mesh.vertices / np.sqrt(3), atol=1e-6)


def test_normals_of_vertices_without_triangles_are_zero():
    mesh = tetrahedron()
    normals = topology_of(mesh, mesh.of_group("bottom")).normals(mesh.vertices)
    assert (normals[0] == 0).all()
    assert np.isfinite(normals).all()


@given(arrays(np.float32, (5, 9), elements=st.floats(0, 1, width=32)))
def test_the_four_strongest_bones_hold_a_vertex(weights):
    weights[:, 0] += 0.1
    skin = strongest_four(weights)
    np.testing.assert_allclose(skin.weights.sum(axis=1), 1, atol=1e-5)
    left_out = np.sort(weights, axis=1)[:, -5]
    kept = np.take_along_axis(weights, skin.bones.astype(int), axis=1)
    assert (kept >= left_out[:, None]).all()
