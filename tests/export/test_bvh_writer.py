import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.rotation import from_rotvec
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export import bvh_writer
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.export.bvh_writer import channel_values, write_bvh
from mocap_app.export.clip import make_clip
from mocap_app.export.presets import TARGETS
from mocap_app.recording.take import Take
from tests.support.takes import poses, take

SKELETON = solved_skeleton()
REACH = float(np.abs(SKELETON.offsets).sum())


def clip_of(made, target="blender", fps=None):
    return make_clip(made, TARGETS[target], fps)


def written(tmp_path, made, target="blender", fps=None):
    path = tmp_path / "a.bvh"
    write_bvh(clip_of(made, target, fps), path)
    return path


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    reach=st.floats(0.0, 3.1),
    scale=st.floats(0.5, 1.5),
    target=st.sampled_from(["blender", "generic"]),
)
def test_the_file_puts_every_joint_where_the_solver_did(
    tmp_path_factory, seed, reach, scale, target
):
    """Any pose, also upside down and through gimbal lock, within 0.1 mm."""
    skeleton = SKELETON.with_offsets(scale * SKELETON.offsets)
    made = take(np.arange(12) / 30.0, seed=seed, reach=reach, skeleton=skeleton)
    bvh = read_bvh(written(tmp_path_factory.getbasetemp(), made, target))
    assert bvh.joints == skeleton.joints
    assert bvh.parents == skeleton.parents
    unit = TARGETS[target].units_per_metre
    solved = made.positions()
    assert np.abs(bvh.positions() / unit - solved).max() < 1e-4


@given(rotvecs=st.lists(st.floats(-3.1, 3.1), min_size=66, max_size=66))
@settings(max_examples=40, deadline=None)
def test_any_single_pose(tmp_path_factory, rotvecs):
    made = take([0.0])
    rotations = from_rotvec(np.array(rotvecs).reshape(1, 22, 3))
    made = Take.from_arrays(
        made.header,
        {name: getattr(made, name) for name in made.__dataclass_fields__ if name != "rotations"}
        | {"rotations": rotations},
    )
    bvh = read_bvh(written(tmp_path_factory.getbasetemp(), made))
    assert np.abs(bvh.positions() - made.positions()).max() < 1e-4


def test_zero_rotations_are_the_t_pose(tmp_path):
    made = take(np.arange(3) / 30.0, reach=0.0)
    bvh = read_bvh(written(tmp_path, made))
    for joint in range(22):
        assert np.all(bvh.joint_values(joint)[:, -3:] == 0.0)
    identity = np.tile([1.0, 0, 0, 0], (3, 22, 1))
    t_pose = forward_kinematics(SKELETON, identity, made.root_position)
    np.testing.assert_allclose(bvh.positions(), t_pose, atol=1e-5)
    head, toe = SKELETON.index("Head"), SKELETON.index("LeftToeBase")
    hand, foot = SKELETON.index("LeftHand"), SKELETON.index("LeftFoot")
    assert t_pose[0, head, 1] > t_pose[0, 0, 1] > t_pose[0, foot, 1]
    assert t_pose[0, toe, 2] > t_pose[0, foot, 2] + 0.1, "faces +Z"
    assert t_pose[0, hand, 0] > 0.5, "the left is +X"


def test_the_text_is_what_blender_was_measured_to_want(tmp_path):
    made = take(np.arange(40) / 30.0, reach=3.0)
    raw = written(tmp_path, made).read_bytes()
    text = raw.decode("ascii")
    lines = text.split("\n")
    assert b"\r" not in raw
    assert lines[:5] == [
        "HIERARCHY",
        "ROOT Hips",
        "{",
        "\tOFFSET 0.000000 0.000000 0.000000",
        "\tCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation",
    ]
    assert text.count("CHANNELS 3 Zrotation Xrotation Yrotation") == 21
    assert text.count("End Site") == 5
    assert text.count("{") == text.count("}") == 27
    motion = lines.index("MOTION")
    assert lines[motion + 1 : motion + 3] == ["Frames: 40", "Frame Time: 0.0333333333"]
    assert lines[-1] == ""
    rows = lines[motion + 3 : -1]
    assert len(rows) == 40
    number = re.compile(r"-?\d+\.\d{6}")
    assert all(number.fullmatch(word) for row in rows for word in row.split(" "))
    assert "-0.000000 " not in text


@pytest.mark.parametrize("target", ["blender", "generic"])
def test_end_sites_and_offsets_are_real_lengths(tmp_path, target):
    bvh = read_bvh(written(tmp_path, take(np.arange(3) / 30.0), target))
    unit = TARGETS[target].units_per_metre
    assert set(bvh.end_sites) == set(SKELETON.end_sites)
    for joint, tip in SKELETON.end_sites.items():
        np.testing.assert_allclose(bvh.end_sites[joint], unit * tip, atol=1e-6)
    np.testing.assert_allclose(bvh.offsets[1:], unit * SKELETON.offsets[1:], atol=1e-6)


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60, 120])
def test_frame_time_is_exact_enough_for_a_rate_base_of_one(tmp_path, fps):
    bvh = read_bvh(written(tmp_path, take(np.arange(31) / 30.0), fps=fps))
    assert abs(1.0 / bvh.frame_time - fps) < 1e-4
    assert len(bvh.values) == fps + 1


def test_curves_have_no_jumps():
    """A joint that turns round and round must not jump by 360 degrees, nor flip by 180."""
    times = np.arange(120) / 30.0
    made = poses(times)
    for axis in np.eye(3):
        turns = from_rotvec(np.outer(4.0 * times, axis))
        for pose, turn in zip(made, turns, strict=True):
            pose.solved.rotations[5] = turn
        clip = clip_of(Take.from_poses(made, SKELETON, name="turning", source="test"))
        angles = channel_values(clip)[:, 3 + 3 * 5 : 6 + 3 * 5]
        largest = np.abs(np.diff(angles, axis=0)).max(axis=0)
        assert largest.max() < 8.0, "the joint turns by 7.6 degrees a frame"


def test_progress_ends_at_one(tmp_path):
    seen = []
    write_bvh(clip_of(take(np.arange(600) / 30.0)), tmp_path / "a.bvh", seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 1


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_keeps_the_old_file(tmp_path, monkeypatch, failure):
    path = tmp_path / "a.bvh"
    path.write_text("precious")

    def fail(_clip):
        yield "HIERARCHY"
        raise failure

    monkeypatch.setattr(bvh_writer, "_hierarchy", fail)
    expected = OutputError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_bvh(clip_of(take([0.0])), path)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]
