from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import SkeletonError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.loft import ACCENT, BODY
from mocap_app.export.mannequin import build_mannequin

SKELETON = solved_skeleton()
BODY_MESH = build_mannequin(SKELETON)


def test_it_is_a_person_on_the_floor():
    low, high = BODY_MESH.vertices.min(axis=0), BODY_MESH.vertices.max(axis=0)
    assert low[1] == pytest.approx(-0.88, abs=0.01), "the soles are on the floor"
    assert high[1] == pytest.approx(0.81, abs=0.02), "the head ends where its bone does"
    assert high[0] == pytest.approx(-low[0], abs=1e-5)
    assert 0.75 < high[0] < 1.0, "fingertips a little beyond the knuckles"
    assert high[2] > 1.5 * -low[2], "feet and face to the front"


def test_left_and_right_are_mirror_images():
    points = {tuple(p) for p in np.round(BODY_MESH.vertices, 3).tolist()}
    mirrored = {(-x or 0.0, y, z) for x, y, z in points}
    assert len({(x or 0.0, y, z) for x, y, z in points} & mirrored) > 0.95 * len(points)


def test_every_joint_but_none_else_moves_it():
    np.testing.assert_allclose(BODY_MESH.weights.sum(axis=1), 1.0, atol=1e-6)
    assert BODY_MESH.weights.min() >= 0.0
    moved = set(BODY_MESH.joints[BODY_MESH.weights > 0.0].tolist())
    assert moved == set(range(22))


def test_triangles_name_vertices_and_both_kinds_are_there():
    assert BODY_MESH.triangles.max() == len(BODY_MESH.vertices) - 1
    assert set(BODY_MESH.kinds.tolist()) == {BODY, ACCENT}
    assert len(BODY_MESH.kinds) == len(BODY_MESH.triangles)


@given(scale=st.floats(0.5, 1.4), noise=st.lists(st.floats(0.8, 1.2), min_size=22, max_size=22))
@settings(max_examples=8, deadline=None)
def test_it_fits_every_body(scale, noise):
    factors = np.array([(a + noise[b]) / 2.0 for a, b in zip(noise, SKELETON.mirror, strict=True)])
    offsets = scale * factors[:, None] * SKELETON.offsets
    ends = {joint: scale * tip for joint, tip in SKELETON.end_sites.items()}
    made = build_mannequin(replace(SKELETON, offsets=offsets, end_sites=ends))
    assert np.isfinite(made.vertices).all()
    np.testing.assert_allclose(np.linalg.norm(made.normals, axis=1), 1.0, atol=1e-4)
    places = np.zeros((22, 3))
    for joint, parent in enumerate(SKELETON.parents):
        if parent >= 0:
            places[joint] = places[parent] + offsets[joint]
    # The skin is about every joint: none is far from the vertices it moves.
    for joint in range(22):
        mine = made.vertices[(made.joints == joint).any(axis=1)]
        assert np.linalg.norm(mine - places[joint], axis=1).min() < 0.2 * scale * 1.3


def test_a_skeleton_of_other_joints_is_refused():
    other = replace(SKELETON, joints=tuple(f"j{n}" for n in range(22)), end_sites={})
    with pytest.raises(SkeletonError, match="no joint"):
        build_mannequin(other)
