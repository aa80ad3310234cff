"""Directions of the source's bones must come out on the body, whatever its rest pose is."""

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.rotation import from_rotvec, to_matrix
from mocap_app.training.motion.families import FAMILIES, NEXT, canonical, family_of
from mocap_app.training.motion.retarget import retarget
from mocap_app.training.motion.source import SourceMotion, chain

RIGIFY = FAMILIES["rigify"].joints
_PLACES = {
    "hips": (None, (0, 1.0, 0)), "chest": ("hips", (0, 0.4, 0)), "head": ("chest", (0, 0.25, 0)),
    "collar": ("chest", (0.03, 0.1, 0)), "upperarm": ("collar", (0.15, 0, 0)),
    "forearm": ("upperarm", (0.3, 0, 0)), "hand": ("forearm", (0.25, 0, 0)),
    "thigh": ("hips", (0.1, -0.05, 0)), "shank": ("thigh", (0, -0.5, 0)),
    "foot": ("shank", (0, -0.4, 0)), "toes": ("foot", (0, -0.05, 0.15)),
}  # fmt: skip
POINTS = {
    "upperarm.L": (11, 12), "forearm.L": (12, 13), "thigh.L": (4, 5), "shank.L": (5, 6),
    "upperarm.R": (14, 15), "forearm.R": (15, 16), "thigh.R": (1, 2), "shank.R": (2, 3),
}  # fmt: skip


def t_pose_motion(turns: np.ndarray) -> SourceMotion:
    """A skeleton with the joints of the rigify family in a T-pose, turned by (T, J, 3) rotvecs."""
    parts = [p for p in RIGIFY if "." not in p] + [p for p in RIGIFY if "." in p]
    parents, offsets = [], []
    for part in parts:
        stem, _, side = part.partition(".")
        above, offset = _PLACES[stem]
        sided = f"{above}.{side}" if f"{above}.{side}" in parts else above
        parents.append(-1 if above is None else parts.index(sided))
        offsets.append(np.array(offset) * (-1 if side == "R" else 1, 1, 1))
    local = to_matrix(from_rotvec(turns))
    rest = chain(parents, np.tile(np.eye(3), (len(parts), 1, 1)), np.array(offsets))
    posed = chain(parents, local, np.tile(np.array(offsets), (len(turns), 1, 1)))
    names = tuple(RIGIFY[part] for part in parts)
    return SourceMotion("made", names, tuple(parents), *posed, *rest, 30)


def directions(points: np.ndarray, a: int, b: int) -> np.ndarray:
    bone = points[:, b] - points[:, a]
    return bone / np.linalg.norm(bone, axis=-1, keepdims=True)


def worst_degrees(motion: SourceMotion, person) -> float:
    family = family_of(motion)
    rotations, root = retarget(motion, family, person)
    points = person.landmarks(person.pose(rotations, root))
    motion = canonical(motion, family)
    worst = 0.0
    for part, (a, b) in POINTS.items():
        stem, _, side = part.partition(".")
        here, there = (motion.index(family.joint(p)) for p in (part, f"{NEXT[stem]}.{side}"))
        expected = directions(motion.positions[:, (here, there)], 0, 1)
        cosine = (directions(points, a, b) * expected).sum(axis=-1)
        worst = max(worst, float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max()))
    return worst


def test_limbs_point_where_the_source_points(person) -> None:
    turns = np.random.default_rng(0).uniform(-0.9, 0.9, (20, len(RIGIFY), 3))
    assert worst_degrees(t_pose_motion(turns), person) < 0.1


def test_the_reference_pose_is_a_t_pose_that_looks_forward(person) -> None:
    motion = t_pose_motion(np.zeros((1, len(RIGIFY), 3)))
    rotations, root = retarget(motion, family_of(motion), person)
    points = person.landmarks(person.pose(rotations, root))[0]
    assert points[13, 0] > points[12, 0] > points[11, 0] > 0
    assert points[13, 1] == pytest.approx(points[11, 1], abs=1e-6)
    assert points[19, 2] > points[20, 2]  # thumbs forward, palms down
    assert points[9, 2] > points[17, 2]
    assert points[24, 2] > points[23, 2]
    assert points[24, 1] == pytest.approx(points[23, 1], abs=0.01)  # flat feet
    # Longer legs in the person than in the source: the hips are higher in proportion.
    assert points[0, 1] == pytest.approx(0.95 * person.leg_length / 0.9)


def test_turning_and_walking_go_with_the_body(person) -> None:
    turns = np.zeros((2, len(RIGIFY), 3))
    turns[:, 0, 1] = np.pi / 2
    motion = t_pose_motion(turns)
    motion.positions[1] += (0.9, 0, 0)
    points = person.landmarks(person.pose(*retarget(motion, family_of(motion), person)))
    assert points[0, 9, 0] > points[0, 17, 0] + 0.05  # the nose looks to +X
    step = points[1, 0] - points[0, 0]
    assert step == pytest.approx([person.leg_length, 0, 0], abs=1e-6)


def test_unknown_skeletons_are_refused() -> None:
    motion = t_pose_motion(np.zeros((1, len(RIGIFY), 3)))
    odd = SourceMotion("odd", ("a",), (-1,), motion.frames, motion.positions, motion.rest_frames,
                       motion.rest_positions, 30)  # fmt: skip
    with pytest.raises(DataError, match="none that is known"):
        family_of(odd)


ONE_OF_EACH = [
    "fair1 wave_hello_fb9d82",
    "custom_avatar_animations wave_dance_8c448e",
    "cmu_new2 motorcycle_77b9eb",
    "cmu_new3 cartwheel_clean_0fcef4",
    "cmu 007_12",
    "acclaim 02_03",
    "mesh2motion Jumping Jacks",
    "mesh2motion Jog_Fwd_Loop",
]


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_real_clips_of_every_skeleton_keep_their_directions(real, name: str) -> None:
    info = next(info for info in real.clips() if info.name == name)
    assert worst_degrees(real.read_source(info), real.reference_person()) < 3
