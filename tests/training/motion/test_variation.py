import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.training.body.rig import INDEX
from mocap_app.training.motion.variation import (
    GRIPS,
    LOWER,
    finger_turns,
    mirrored,
    recombined,
    warped,
    with_fingers,
)
from tests.support.motion import random_clip


def test_a_mirrored_clip_is_the_mirror_image(clip, person) -> None:
    points = clip.keypoints(person)
    image = mirrored(clip).keypoints(person)
    assert image == pytest.approx(points[:, list(body27().mirror)] * [-1, 1, 1], abs=1e-5)
    assert mirrored(mirrored(clip)).rotations == pytest.approx(clip.rotations)


def test_warping_keeps_the_path_and_changes_the_time(clip, person) -> None:
    fast = warped(clip, np.random.default_rng(0), 0.35)
    assert len(fast) != len(clip)
    assert len(clip) / 1.36 < len(fast) < len(clip) * 1.36
    points, other = clip.keypoints(person), fast.keypoints(person)
    gap = np.linalg.norm(points[None, :, 0] - other[:, None, 0], axis=-1).min(axis=1)
    assert gap.max() < 0.01
    steps = np.linalg.norm(np.diff(other[:, 0], axis=0), axis=-1)
    assert steps.max() < 1.4 * np.linalg.norm(np.diff(points[:, 0], axis=0), axis=-1).max()


@pytest.mark.parametrize("count", [1, 40, 300])
def test_recombination_takes_legs_from_one_and_arms_from_the_other(clip, person, count) -> None:
    upper = random_clip(person, np.random.default_rng(8), count)
    both = recombined(clip, upper)
    assert len(both) == len(clip)
    points, legs = both.keypoints(person), clip.keypoints(person)
    assert points[:, [1, 2, 3, 4, 5, 6, 23, 24]] == pytest.approx(
        legs[:, [1, 2, 3, 4, 5, 6, 23, 24]], abs=1e-5
    )
    frame = min(60, count - 1)
    assert both.rotations[frame, ~LOWER] == pytest.approx(upper.rotations[frame, ~LOWER])
    jump = np.abs(np.diff(both.rotations[:, ~LOWER], axis=0)).max()
    assert jump < 0.2  # played back and forth, without a cut


@pytest.mark.parametrize("grip", GRIPS)
def test_fingers_curl_to_the_palm_on_both_hands(person, clip, grip) -> None:
    rng = np.random.default_rng(1)
    held = with_fingers(clip, person, (grip, grip), rng)
    fingers = [INDEX[f"finger{f}-{p}.{s}"] for f in range(1, 6) for p in (1, 2, 3) for s in "LR"]
    assert np.linalg.norm(held.rotations, axis=-1) == pytest.approx(1, abs=1e-5)
    others = np.setdiff1d(np.arange(66), fingers)
    assert held.rotations[:, others] == pytest.approx(clip.rotations[:, others])


def test_a_fist_brings_the_fingertips_to_the_palm(person) -> None:
    rest = person.pose(person.rest_rotations())
    for side in "LR":
        rotations = person.rest_rotations()
        for bone, turn in finger_turns(person, side, "fist", np.random.default_rng(0)).items():
            rotations[INDEX[bone]] = turn
        made = person.pose(rotations)
        wrist = person.joints[INDEX[f"wrist.{side}"]]
        for finger in range(2, 6):
            tip = INDEX[f"finger{finger}-3.{side}"]
            end = np.append(person.joints[tip], 1.0)
            before, after = (np.linalg.norm(t[tip] @ end - wrist) for t in (rest, made))
            assert after < before - 0.005


def test_sides_hold_alike(person) -> None:
    left, right = (finger_turns(person, side, "relaxed", np.random.default_rng(0)) for side in "LR")
    for bone, turn in left.items():
        assert right[bone[:-1] + "R"] == pytest.approx(turn * [1, 1, -1, -1], abs=1e-9)
