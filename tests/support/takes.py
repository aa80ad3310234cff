"""Takes with a known, lively motion, for tests of recording and export."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.rotation import from_rotvec
from mocap_app.core.skeleton import N_JOINTS, N_KEYPOINTS, solved_skeleton
from mocap_app.core.types import PoseEstimate, ProcessedPose, SolvedPose
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.pose_record import POSE_DTYPE
from mocap_app.recording.take import Take

CREATED = datetime(2024, 6, 1, 12, 30, 15, tzinfo=UTC)


def lively_rotations(times, seed=0, reach=1.2):
    """(T, 22, 4): each joint swings about its own axis by up to `reach` radians at its own pace."""
    rng = np.random.default_rng(seed)
    axes = rng.normal(size=(N_JOINTS, 3))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    pace = rng.uniform(0.5, 3.0, N_JOINTS)
    phase = rng.uniform(0.0, 2.0 * np.pi, N_JOINTS)
    swing = reach * np.sin(np.asarray(times)[:, None] * pace + phase)
    swing[:, 0] *= 0.2  # Hips: the character stays upright and faces the front.
    return from_rotvec(swing[..., None] * axes)


def lively_root(times):
    """(T, 3) metres: a walk in a curve."""
    times = np.asarray(times)
    return np.stack([0.4 * np.sin(times), 0.95 + 0.05 * np.sin(6.0 * times), 0.3 * times], axis=1)


def estimate(timestamp, index, rng, *, tracked=True, size=(640, 480)):
    if not tracked:
        return PoseEstimate.lost(timestamp, index, size)
    return PoseEstimate(
        timestamp=timestamp,
        frame_index=index,
        image_size=size,
        keypoints_2d=rng.uniform(0.0, 480.0, (N_KEYPOINTS, 2)),
        confidence=rng.uniform(0.0, 1.0, N_KEYPOINTS),
        keypoints_3d=rng.normal(0.0, 0.4, (N_KEYPOINTS, 3)),
        tracked=True,
    )


def poses(times, *, lost=(), seed=0, skeleton=None, reach=1.2, size=(640, 480)):
    """One ProcessedPose per time; nobody is found in the frames numbered in `lost`."""
    skeleton = skeleton or solved_skeleton()
    rng = np.random.default_rng(seed)
    rotations, root = lively_rotations(times, seed, reach), lively_root(times)
    positions = forward_kinematics(skeleton, rotations, root)
    made = []
    for i, time in enumerate(times):
        tracked = i not in lost
        solved = SolvedPose(
            timestamp=float(time),
            frame_index=i,
            rotations=rotations[i],
            root_position=root[i],
            root_camera=np.array([0.1, -0.2, 3.0]),
            positions=positions[i],
        )
        raw = estimate(float(time), i, rng, tracked=tracked, size=size)
        filtered = estimate(float(time), i, rng, tracked=tracked, size=size)
        made.append(ProcessedPose(raw, filtered, solved if tracked else None))
    return made


def take(times, *, lost=(), name="walk", skeleton=None, **motion):
    skeleton = skeleton or solved_skeleton()
    return Take.from_poses(
        poses(times, lost=lost, skeleton=skeleton, **motion),
        skeleton,
        name=name,
        source="test",
        created=CREATED,
    )


def spinning(count, axis, joint=5):
    """The head turns round and round by 7.6 degrees a frame, 30 frames a second."""
    times = np.arange(count) / 30.0
    made = poses(times)
    turns = from_rotvec(np.outer(4.0 * times, axis))
    for pose, turn in zip(made, turns, strict=True):
        pose.solved.rotations[joint] = turn
    return Take.from_poses(made, solved_skeleton(), name="turning", source="test")


def long_take(count):
    """A take of many frames, made fast; its keypoints are all zero."""
    times = np.arange(count) / 30.0
    fields = POSE_DTYPE.fields
    arrays = {name: np.zeros((count, *kind.shape)) for name, (kind, *_) in fields.items()}
    rotations, root = lively_rotations(times), lively_root(times)
    arrays |= {"timestamps": times, "rotations": rotations, "root_position": root}
    header = TakeHeader("long", "test", CREATED, solved_skeleton(), mirrored=False)
    return Take.from_arrays(header, arrays)
