import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mocap_app.core.errors import OutputError
from mocap_app.export.clip import make_clip
from mocap_app.export.fbx_scene import KTIME_PER_SECOND
from mocap_app.export.fbx_writer import write_fbx
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from tests.support.blender import BPY_PYTHON
from tests.support.fbx import FbxMotion
from tests.support.gltf import Glb
from tests.support.patience import PROCESS_S
from tests.support.takes import spinning, take

READER = Path(__file__).parents[1] / "support" / "ufbx_probe.py"
TIMES = np.arange(12) / 30.0


def written(path, made, **options):
    clip = make_clip(made, ExportOptions(**options))
    write_fbx(clip, path)
    return clip, FbxMotion(path)


def chained(local, parents):
    """(F, K, 3) world positions of (F, K, 7) translations and rotations xyzw from the parents."""
    places = local[..., :3].copy()
    frames = [Rotation.from_quat(local[:, joint, 3:]) for joint in range(len(parents))]
    for joint, parent in enumerate(parents):  # Parents come first.
        if parent >= 0:
            places[:, joint] = places[:, parent] + frames[parent].apply(local[:, joint, :3])
            frames[joint] = frames[parent] * frames[joint]
    return places


def solved(clip):
    return clip.positions(clip.frames(0, clip.frame_count))


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    reach=st.floats(0.0, 3.1),
    target=st.sampled_from(list(TARGETS)),
    rest=st.sampled_from(["t", "a"]),
    unit=st.sampled_from(["m", "cm"]),
)
def test_the_file_puts_every_joint_where_the_solver_did(
    tmp_path_factory, seed, reach, target, rest, unit
):
    """Any pose, also upside down and through gimbal lock, within 0.1 mm."""
    path = tmp_path_factory.getbasetemp() / "a.fbx"
    made = take(TIMES, seed=seed, reach=reach)
    clip, fbx = written(path, made, target=target, rest=rest, unit=unit)
    count = len(clip.tree.joints)
    assert tuple(fbx.names[:count]) == clip.tree.joints
    assert tuple(fbx.parents[:count]) == clip.tree.parents
    places = fbx.positions()
    assert np.abs(places[:, :count] - solved(clip)).max() / clip.scale < 1e-4
    for leaf, tip in clip.tree.end_sites.items():
        end = fbx.names.index(f"{leaf}_end")
        bone = places[:, end] - places[:, fbx.names.index(leaf)]
        expected = np.linalg.norm(tip) * clip.scale
        np.testing.assert_allclose(np.linalg.norm(bone, axis=1), expected, rtol=1e-4)
    assert np.abs(np.diff(fbx.angles, axis=0)).max() <= 180.0


def test_rotations_are_zero_in_the_rest_pose_which_is_the_bind_pose(tmp_path):
    _, fbx = written(tmp_path / "a.fbx", take(TIMES, reach=0.0))
    np.testing.assert_allclose(fbx.angles, 0.0, atol=1e-5)
    bind = fbx.bind_matrices()
    clip, _ = written(tmp_path / "a.fbx", take(TIMES, reach=0.0))
    count = len(clip.tree.joints)
    np.testing.assert_allclose(bind[:count, :3, 3], clip.rest_positions, atol=1e-6)
    lowest = bind[:, 1, 3].min()
    assert abs(lowest) < 1e-6, "it stands on the floor"
    for joint, parent in enumerate(fbx.parents):
        if parent >= 0 and fbx.parents.count(parent) == 1:
            along = bind[joint, :3, 3] - bind[parent, :3, 3]
            np.testing.assert_allclose(
                along / np.linalg.norm(along), bind[parent, :3, 1], atol=1e-6
            )


@pytest.mark.parametrize(("unit", "factor"), [("m", 100.0), ("cm", 1.0)])
@pytest.mark.parametrize(
    ("fps", "mode"), [(24, 11), (25, 10), (30, 6), (50, 4), (60, 3), (120, 1), (37, 14)]
)
def test_unit_axes_and_rate(tmp_path, unit, factor, fps, mode):
    clip, fbx = written(tmp_path / "a.fbx", take(TIMES), unit=unit, fps=fps)
    settings = fbx.settings
    assert settings["UnitScaleFactor"] == factor
    assert (settings["UpAxis"], settings["FrontAxis"], settings["CoordAxis"]) == (1, 2, 0)
    assert (settings["TimeMode"], settings["CustomFrameRate"]) == (mode, fps)
    (times,) = fbx.curve_times.values()
    assert len(times) == clip.frame_count
    np.testing.assert_allclose(times / KTIME_PER_SECOND, np.arange(len(times)) / fps, atol=1e-9)
    assert settings["TimeSpanStop"] == times[-1]


def test_everything_a_strict_reader_wants_is_there(tmp_path):
    _, fbx = written(tmp_path / "a.fbx", take(TIMES, name="Größe 大 walk"))
    root = fbx.file.root
    assert [record.name for record in root.children] == [
        *("FBXHeaderExtension", "FileId", "CreationTime", "Creator", "GlobalSettings"),
        *("Documents", "References", "Definitions", "Objects", "Connections", "Takes"),
    ]
    counts = {}
    for record in fbx.objects.values():
        counts[record.name] = counts.get(record.name, 0) + 1
    declared = {
        t.values[0]: t.one("Count").values[0] for t in root.one("Definitions").all("ObjectType")
    }
    assert declared == counts | {"GlobalSettings": 1}
    assert root.one("Definitions").one("Count").values[0] == sum(declared.values())
    assert len(fbx.objects) == len(root.one("Objects").children), "every number is used once"
    known = {0, *fbx.objects}
    assert all({link[1], link[2]} <= known for link in fbx.links)
    (stack,) = (r for r in fbx.objects.values() if r.name == "AnimationStack")
    assert stack.values[1] == "Größe 大 walk\x00\x01AnimStack"
    assert root.one("Takes").one("Take").values[0] == "Größe 大 walk"
    for number, record in fbx.objects.items():
        if record.name == "Model":
            attributes = [link[1] for link in fbx.links if link[2] == number]
            kinds = {fbx.objects[a].name for a in attributes}
            assert "NodeAttribute" in kinds, "each joint is a bone"


@pytest.mark.parametrize("axis", np.eye(3).tolist())
def test_a_turning_joint_does_not_jump(tmp_path, axis):
    _, fbx = written(tmp_path / "a.fbx", spinning(120, axis))
    assert np.abs(np.diff(fbx.angles[:, 5], axis=0)).max() < 10.0, "it turns by 7.6 degrees a frame"


def test_a_failure_keeps_the_old_file(tmp_path):
    path = tmp_path / "a.fbx"
    path.write_text("precious")

    def fail(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_fbx(make_clip(take(TIMES)), path, fail)
    assert path.read_text() == "precious"
    with pytest.raises(OutputError, match="Cannot write"):
        write_fbx(make_clip(take(TIMES)), tmp_path / "gone" / "a.fbx")


@pytest.mark.skipif(not BPY_PYTHON, reason="MOCAP_BPY_PYTHON names no Python with ufbx")
def test_a_second_reader_agrees(tmp_path):
    """ufbx, in a process of its own: its Python binding is young."""
    clips = [
        written(tmp_path / f"{target}.fbx", take(TIMES), target=target)[0] for target in TARGETS
    ]
    files = [str(tmp_path / f"{target}.fbx") for target in TARGETS]
    command = [BPY_PYTHON, str(READER), *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PROCESS_S, check=False)
    if "No module named 'ufbx'" in done.stderr:
        pytest.skip("ufbx is not installed beside bpy")
    assert done.returncode == 0, done.stderr[-2000:]
    for clip, answer in zip(clips, json.loads(done.stdout), strict=True):
        assert answer["warnings"] == []
        assert answer["unit_metres"] == pytest.approx(1.0 / clip.scale)
        assert answer["fps"] == clip.fps
        assert answer["stacks"] == ["walk"]
        rows = [answer["bones"].index(joint) for joint in clip.tree.joints]
        places = chained(np.array(answer["local"]), answer["parents"])[:, rows]
        assert len(rows) + len(clip.tree.end_sites) == len(answer["bones"])
        assert np.abs(places - solved(clip)).max() / clip.scale < 1e-3


@pytest.mark.skipif(not shutil.which("assimp"), reason="there is no program called assimp")
def test_assimp_finds_bones_and_animation(tmp_path):
    written(tmp_path / "a.fbx", take(TIMES))
    command = ["assimp", "info", str(tmp_path / "a.fbx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PROCESS_S, check=True)
    assert "Animation Channels: 22" in done.stdout
    assert "'walk'" in done.stdout


@pytest.mark.skipif(
    not os.environ.get("MOCAP_FBX2GLTF"), reason="MOCAP_FBX2GLTF names no FBX2glTF program"
)
def test_autodesks_own_sdk_agrees(tmp_path):
    """FBX2glTF reads with the SDK that Maya, MotionBuilder and Unreal read with."""
    clip, _ = written(tmp_path / "a.fbx", take(np.arange(40) / 30.0), target="mixamo")
    program = os.environ["MOCAP_FBX2GLTF"]
    command = [program, "-b", "-i", str(tmp_path / "a.fbx"), "-o", str(tmp_path / "b")]
    rate = ["--anim-framerate", "bake30"]
    subprocess.run([*command, *rate], capture_output=True, timeout=PROCESS_S, check=True)
    glb = Glb(tmp_path / "b.glb")
    rows = [glb.names.index(name) for name in clip.tree.joints]
    read = glb.world()[:, rows][..., :3, 3]
    assert len(read) == 40
    assert np.abs(read - solved(clip) / clip.scale).max() < 1e-3
