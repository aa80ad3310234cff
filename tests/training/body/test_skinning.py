import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mocap_app.core.rotation import from_axis_angle, normalise, rotate
from mocap_app.core.skeleton import Skeleton
from mocap_app.training.body.skinning import blend, bone_transforms

# A post of two bones along y; three vertices at 0, 1.5 and 2.
JOINTS = np.array([[0.0, 0, 0], [0, 1, 0]])
POST = Skeleton("post", ("low", "high"), (-1, 0), (0, 1), np.array([[0.0, 0, 0], [0, 1, 0]]))
VERTICES = np.array([[0.0, 0, 0], [0, 1.5, 0], [0, 2, 0]])
WEIGHTS = np.array([[1.0, 0], [0.5, 0.5], [0, 1]])


def test_no_rotation_leaves_the_rest_pose() -> None:
    rest = bone_transforms(POST, JOINTS, np.tile([1.0, 0, 0, 0], (2, 1)), JOINTS[0])
    assert np.allclose(blend(WEIGHTS, rest, VERTICES), VERTICES)


def test_a_bent_post_by_hand() -> None:
    bent = np.stack([[1.0, 0, 0, 0], from_axis_angle([0, 0, 1], np.pi / 2)])
    transforms = bone_transforms(POST, JOINTS, bent, JOINTS[0])
    # The tip goes one to the left of the upper joint, the mixed vertex halfway.
    expected = [[0, 0, 0], [-0.25, 1.25, 0], [-1, 1, 0]]
    assert np.allclose(blend(WEIGHTS, transforms, VERTICES), expected, atol=1e-6)


quaternions = arrays(np.float64, 4, elements=st.floats(-1, 1)).map(normalise)


@given(quaternions, arrays(np.float64, 3, elements=st.floats(-3, 3)))
def test_a_turn_of_the_root_turns_everything(turn, place) -> None:
    rotations = np.stack([turn, [1.0, 0, 0, 0]])
    posed = blend(WEIGHTS, bone_transforms(POST, JOINTS, rotations, place), VERTICES)
    assert np.allclose(posed, rotate(turn, VERTICES) + place, atol=1e-5)


def test_frames_are_independent() -> None:
    rng = np.random.default_rng(0)
    rotations, root = normalise(rng.normal(size=(4, 2, 4))), rng.normal(size=(4, 3))
    together = blend(WEIGHTS, bone_transforms(POST, JOINTS, rotations, root), VERTICES)
    for frame in range(4):
        alone = bone_transforms(POST, JOINTS, rotations[frame], root[frame])
        assert np.allclose(blend(WEIGHTS, alone, VERTICES), together[frame], atol=1e-6)
