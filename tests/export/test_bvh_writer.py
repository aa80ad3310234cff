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
from mocap_app.export.bvh_writer import channel_blocks, write_bvh, write_motion
from mocap_app.export.clip import make_clip
from mocap_app.export.options import ORDERS, ExportOptions
from mocap_app.export.presets import TARGETS
from mocap_app.recording.take import Take
from tests.support.takes import spinning, take

SKELETON = solved_skeleton()
REACH = float(np.abs(SKELETON.offsets).sum())


def clip_of(made, **options):
    return make_clip(made, ExportOptions(**options))


def written(tmp_path, made, **options):
    path = tmp_path / "a.bvh"
    write_bvh(clip_of(made, **options), path)
    return path


def solved_rows(bvh, clip):
    """The file's joints that are solved ones, in the solved skeleton's order."""
    return [bvh.joints.index(clip.tree.joints[clip.tree.sources.index(j)]) for j in range(22)]


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    reach=st.floats(0.0, 3.1),
    scale=st.floats(0.5, 1.5),
    options=st.fixed_dictionaries(
        {
            "target": st.sampled_from(list(TARGETS)),
            "unit": st.sampled_from(["m", "cm", None]),
            "order": st.sampled_from(ORDERS),
            "rest": st.sampled_from(["t", "a"]),
            "on_floor": st.booleans(),
        }
    ),
)
def test_the_file_puts_every_joint_where_the_solver_did(
    tmp_path_factory, seed, reach, scale, options
):
    """Any pose, also upside down and through gimbal lock, within 0.1 mm; and back to the byte."""
    noise = np.random.default_rng(seed).normal(0.0, 0.02, (22, 3))
    skeleton = SKELETON.with_offsets(scale * (SKELETON.offsets + noise))
    made = take(np.arange(12) / 30.0, seed=seed, reach=reach, skeleton=skeleton)
    folder = tmp_path_factory.getbasetemp()
    path = written(folder, made, **options)
    bvh, clip = read_bvh(path), clip_of(made, **options)
    assert bvh.joints == clip.tree.joints
    assert bvh.parents == clip.tree.parents
    places = bvh.positions()[:, solved_rows(bvh, clip)] / clip.scale
    assert np.abs(places - made.positions()).max() < 1e-4
    angles = np.concatenate([bvh.joint_values(j)[:, -3:] for j in range(len(bvh.joints))], axis=1)
    assert np.abs(np.diff(angles, axis=0)).max() <= 180.0
    write_motion(bvh, folder / "b.bvh")
    assert (folder / "b.bvh").read_bytes() == path.read_bytes()


@given(rotvecs=st.lists(st.floats(-3.1, 3.1), min_size=66, max_size=66))
@settings(max_examples=20, deadline=None)
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
    made = take(np.arange(3) / 30.0)
    bvh = read_bvh(written(tmp_path, made, target=target))
    unit = clip_of(made, target=target).scale
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
    for axis in np.eye(3):
        clip = clip_of(spinning(1100, axis))  # More than two blocks.
        values = np.concatenate(list(channel_blocks(clip)))
        angles = values[:, 3 + 3 * 5 : 6 + 3 * 5]
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


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_the_channels_can_be_chosen(tmp_path, order):
    bvh = read_bvh(written(tmp_path, take([0.0]), order=order))
    expected = tuple(f"{axis}rotation" for axis in order)
    assert bvh.channels[0] == ("Xposition", "Yposition", "Zposition", *expected)
    assert all(channels == expected for channels in bvh.channels[1:])


def test_the_rest_pose_can_stand_on_the_floor(tmp_path):
    made = take(np.arange(3) / 30.0)
    floating = read_bvh(written(tmp_path, made))
    standing = read_bvh(written(tmp_path, made, on_floor=True))
    np.testing.assert_array_equal(floating.offsets[0], 0.0)
    np.testing.assert_allclose(standing.offsets[0], [0.0, 0.88, 0.0])
    np.testing.assert_array_equal(floating.values, standing.values)


def test_a_root_on_the_floor_never_moves(tmp_path):
    bvh = read_bvh(written(tmp_path, take(np.arange(5) / 30.0), target="ue5"))
    assert bvh.joints[:3] == ("root", "pelvis", "spine_01")
    assert len(bvh.channels[0]) == len(bvh.channels[1]) == 6
    assert not bvh.joint_values(0).any()
    assert np.linalg.norm(bvh.offsets[1]) == pytest.approx(88.0), "the bone has a length"
