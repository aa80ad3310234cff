import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.rotation import to_matrix
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.bone_axes import bone_axes, bone_vectors
from mocap_app.export.presets import TARGETS
from mocap_app.export.tree import rest_tree

SKELETON = solved_skeleton()


@pytest.mark.parametrize("rest", ["t", "a"])
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_y_runs_along_the_bone(target, rest):
    tree = rest_tree(SKELETON, target.names, rest)
    matrices = to_matrix(bone_axes(tree))
    np.testing.assert_allclose(np.linalg.det(matrices), 1.0)
    vectors = bone_vectors(tree)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.testing.assert_allclose(matrices[..., 1], vectors / lengths, atol=1e-9)
    for joint, parent in enumerate(tree.parents):
        if tree.parents.count(parent) == 1 and parent >= tree.hips:
            np.testing.assert_allclose(vectors[parent], tree.offsets[joint])


def test_trunk_and_limbs():
    tree = rest_tree(SKELETON, TARGETS["blender"].names, "t")
    matrices = to_matrix(bone_axes(tree))

    def axes(name):
        return matrices[tree.joints.index(name)]

    np.testing.assert_allclose(axes("Hips"), np.eye(3), atol=1e-9)
    np.testing.assert_allclose(axes("Spine2")[:, 1], [0, 1, 0], atol=1e-9)
    np.testing.assert_allclose(axes("LeftArm")[:, 1], [1, 0, 0], atol=1e-9)
    np.testing.assert_allclose(axes("RightLeg")[:, 1], [0, -1, 0], atol=1e-9)
    np.testing.assert_allclose(axes("LeftToeBase")[:, 1], [0, 0, 1], atol=1e-9)
    for name in tree.joints:
        towards = 1 if "Toe" in name or "Foot" in name else 2
        assert axes(name)[towards, 2] > 0.7, "+Z to the front, of feet and toes up"


def test_left_and_right_are_mirror_images():
    tree = rest_tree(SKELETON, TARGETS["blender"].names, "t")
    matrices = to_matrix(bone_axes(tree))
    flip = np.array([-1.0, 1.0, 1.0])
    for joint, partner in enumerate(SKELETON.mirror):
        mirrored = flip[:, None] * matrices[partner][:, 1:]
        np.testing.assert_allclose(matrices[joint][:, 1:], mirrored, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-0.05, 0.05), min_size=66, max_size=66))
def test_other_proportions_have_axes_too(noise):
    offsets = SKELETON.offsets + np.array(noise).reshape(22, 3) * 0.5
    tree = rest_tree(SKELETON.with_offsets(offsets), TARGETS["ue5"].names, "t")
    matrices = to_matrix(bone_axes(tree))
    np.testing.assert_allclose(np.linalg.det(matrices), 1.0, atol=1e-6)
    np.testing.assert_allclose(matrices[0][:, 1], [0, 0, 1], atol=1e-9)
