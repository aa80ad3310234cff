import numpy as np
import pytest

from mocap_app.training.motion import gestures
from mocap_app.training.motion.gestures import GESTURES, webcam_clip


@pytest.mark.parametrize("posture", ["sitting", "standing", "exercising"])
@pytest.mark.parametrize("seed", range(4))
def test_people_at_the_webcam_are_plausible(library, person, posture, seed) -> None:
    clip = webcam_clip(np.random.default_rng(seed), posture, 6.0)
    again = webcam_clip(np.random.default_rng(seed), posture, 6.0)
    assert np.array_equal(clip.rotations, again.rotations)
    assert clip.seconds == pytest.approx(6)
    points = clip.keypoints(person)
    assert np.isfinite(points).all()
    assert np.abs(points[:, 23:27, 1].min()) < 0.1
    assert (points[:, 9, 2] > points[:, 8, 2]).all()  # they look this way
    hips, knees = points[:, [1, 4], 1].mean(), points[:, [2, 5], 1].mean()
    assert posture == "exercising" or (hips - knees < 0.15) == (posture == "sitting")
    speed = np.linalg.norm(np.diff(points, axis=0), axis=-1) * clip.fps
    assert speed.max() < 8
    assert speed[:, [13, 16]].mean() > 0.01


def test_in_exercises_knees_go_up_and_down(library, person) -> None:
    rng = np.random.default_rng(0)
    clips = [webcam_clip(rng, "exercising").keypoints(person) for _ in range(6)]
    points = np.concatenate(clips)
    up = points[:, [1, 4], 1] - points[:, [2, 5], 1] < 0.15  # (T, 2)
    assert 0.1 < up.any(axis=1).mean() < 0.7
    assert up.all(axis=1).mean() < 0.3


def test_short_clips_have_two_frames(library) -> None:
    assert len(webcam_clip(np.random.default_rng(0), "standing", 0.0)) == 2


@pytest.mark.parametrize("name", GESTURES)
def test_wrists_reach_their_places(library, person, name) -> None:
    gesture = GESTURES[name]
    wrist, elbow, thumb = (
        np.array([v], dtype=float) for v in (gesture.wrist, gesture.elbow, gesture.thumb)
    )
    thumb /= np.linalg.norm(thumb)
    arm = gestures._bent_arm(person, "L", wrist, elbow, thumb)
    one = np.tile([1.0, 0, 0, 0], (1, 1))
    world = dict.fromkeys(("hips", "chest", "head"), one)
    for side in "LR":
        world |= {f"{part}.{side}": one for part in ("collar", "thigh", "shank", "foot", "toes")}
        world |= {f"{part}.{side}": arm[part] for part in ("upperarm", "forearm", "hand")}
    points = person.landmarks(person.pose(gestures.local_rotations(world, person)))[0]
    upper, lower = np.linalg.norm(points[12] - points[11]), np.linalg.norm(points[13] - points[12])
    reached = (points[13] - points[11]) / (upper + lower)
    length = np.linalg.norm(gesture.wrist)
    expected = np.array(gesture.wrist) * min(1.0, 0.995 / length)
    assert reached == pytest.approx(expected, abs=0.01)
