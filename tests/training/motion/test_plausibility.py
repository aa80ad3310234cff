from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.rotation import from_axis_angle
from mocap_app.training.body.rig import INDEX
from mocap_app.training.motion.clip import MotionClip, Stature
from mocap_app.training.motion.plausibility import examine


@pytest.fixture
def standing(person) -> MotionClip:
    rotations = np.tile(person.rest_rotations(), (60, 1, 1)).astype(np.float32)
    root = np.tile(person.joints[0], (60, 1)).astype(np.float32)
    return MotionClip("standing", rotations, root, Stature.of(person))


def named(findings) -> set[str]:
    return {problem.split("=")[0] for problem in findings.problems()}


def bent(clip: MotionClip, bone: str, axis: tuple[int, int, int], degrees: float) -> MotionClip:
    rotations = clip.rotations.copy()
    rotations[:, INDEX[bone]] = from_axis_angle(axis, np.radians(degrees))
    return replace(clip, rotations=rotations)


def test_standing_is_plausible(standing, person) -> None:
    findings = examine(standing, person)
    assert named(findings) == set()
    assert np.isnan(findings.backwards)


@pytest.mark.parametrize(
    ("bone", "axis", "degrees", "problem"),
    [
        ("lowerleg01.L", (1, 0, 0), -30, "knees_back"),
        ("lowerleg01.R", (0, 0, 1), 35, "knees_aside"),
        ("head", (0, 1, 0), 120, "head_turned"),
        ("foot.L", (0, 1, 0), 80, "feet_turned"),
        ("foot.R", (1, 0, 0), 30, "feet_pitched"),
    ],
)
def test_what_is_bent_wrong_is_named(standing, person, bone, axis, degrees, problem) -> None:
    assert problem in named(examine(bent(standing, bone, axis, degrees), person))


def test_a_well_bent_knee_is_not_named(standing, person) -> None:
    assert "knees_back" not in named(examine(bent(standing, "lowerleg01.L", (1, 0, 0), 60), person))


def test_a_straightened_elbow_that_goes_on_is_named(standing, person) -> None:
    shoulder, elbow, wrist = (
        person.joints[INDEX[f"{bone}.L"]] for bone in ("upperarm01", "lowerarm01", "wrist")
    )
    hinge = np.cross(elbow - shoulder, wrist - elbow)
    axis = tuple(-hinge / np.linalg.norm(hinge))
    rest = np.degrees(np.arcsin(np.linalg.norm(hinge) / np.linalg.norm(elbow - shoulder)
                                / np.linalg.norm(wrist - elbow)))  # fmt: skip
    assert "elbows_back" not in named(examine(bent(standing, "lowerarm01.L", axis, rest), person))
    assert "elbows_back" in named(examine(bent(standing, "lowerarm01.L", axis, rest + 30), person))


@pytest.mark.parametrize(
    ("step", "problem"),
    [((0, 0, -0.05), "backwards"), ((0, -0.004, 0), "sunk"), ((0, 0.02, 0), "floating"),
     ((0, 0, 0.6), "speed")],
)  # fmt: skip
def test_where_it_goes_is_judged(standing, person, step, problem) -> None:
    moved = standing.root + np.arange(60)[:, None] * np.array(step, dtype=np.float32)
    findings = examine(replace(standing, root=moved.astype(np.float32)), person)
    assert problem in named(findings)


def test_flips_are_counted(standing, person) -> None:
    rotations = standing.rotations.copy()
    rotations[::10, INDEX["wrist.L"]] = from_axis_angle([1, 0, 0], 2.0)
    assert "flips" in named(examine(replace(standing, rotations=rotations), person))
