"""Real Blender is the judge of what we export.

Needs a Python with `bpy` (5.0.1, numpy < 2), named by the environment variable MOCAP_BPY_PYTHON.
"""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.exporter import export_take
from tests.support.blender import NEEDS_BLENDER, Imported, to_y_up
from tests.support.takes import take

SKELETON = solved_skeleton()
TALL = SKELETON.with_offsets(1.08 * SKELETON.offsets)

pytestmark = NEEDS_BLENDER


@pytest.fixture(scope="module")
def moving():
    # A bit uneven, as a camera is, but each time is that of the file to half a millisecond.
    times = np.arange(45) / 30.0 + np.random.default_rng(1).uniform(-4e-4, 4e-4, 45)
    return take(np.sort(times), skeleton=TALL)


@pytest.mark.parametrize(("target", "scale"), [("blender", 1.0), ("generic", 0.01)])
def test_every_joint_is_where_the_solver_put_it(tmp_path, moving, target, scale):
    path = tmp_path / "a.bvh"
    export_take(moving, path, target=target)
    imported = Imported(path, scale)
    assert imported.data["fps"] == 30
    assert imported.data["fps_base"] == pytest.approx(1.0, abs=1e-6)
    assert imported.data["frame_range"] == [1, 45]
    assert imported.data["scene_range"][0] == 1
    assert imported.data["scene_range"][1] >= 45
    assert imported.data["object_scale"] == [1.0, 1.0, 1.0]
    assert imported.data["object_rotation"] == [0.0, 0.0, 0.0]
    error_mm = 1000.0 * np.linalg.norm(imported.heads - moving.positions(), axis=-1).max()
    assert error_mm < 1.0
    assert "zero length" not in imported.log


def test_it_stands_upright_and_faces_the_front_view(tmp_path):
    """The T-pose, all rotations zero: also what the rest pose of the armature is."""
    path = tmp_path / "a.bvh"
    still = take(np.arange(50) / 24.9, reach=0.0)
    export_take(still, path)
    imported = Imported(path)
    assert imported.data["fps"] == 25
    assert imported.data["frame_range"] == [1, 50]
    joint = SKELETON.index
    for heads in (imported.blender_heads[0], imported.rest_heads):
        up = heads[joint("Head")] - heads[joint("Hips")]
        assert up[2] > 0.4
        assert abs(up[0]) < 1e-4
        for side in ("Left", "Right"):
            assert heads[joint("Hips")][2] - heads[joint(f"{side}Foot")][2] > 0.7
            toes = heads[joint(f"{side}ToeBase")] - heads[joint(f"{side}Foot")]
            assert toes[1] < -0.1, "toes point to -Y, towards the front view"
        # Seen from the front, the person's left hand is on the right: +X.
        assert heads[joint("LeftHand")][0] > 0.6
        assert heads[joint("RightHand")][0] < -0.6
    relative = to_y_up(imported.rest_heads) - to_y_up(imported.rest_heads)[0]
    moved = imported.heads[0] - imported.heads[0, 0]
    np.testing.assert_allclose(relative, moved, atol=1e-4)
    ends = {joint(name): np.linalg.norm(tip) for name, tip in SKELETON.end_sites.items()}
    for leaf, length in ends.items():
        assert imported.lengths[leaf] == pytest.approx(length, abs=1e-4)


def test_a_lossy_take_at_another_rate_keeps_its_length(tmp_path):
    """The beginning and the end without a person are held, so it fits its video."""
    path = tmp_path / "a.bvh"
    lossy = take(np.arange(60) / 30.0, lost={0, 1, 20, 21, 58, 59})
    clip = export_take(lossy, path, fps=60)
    imported = Imported(path)
    assert imported.data["fps"] == 60
    assert imported.data["frame_range"] == [1, clip.frame_count] == [1, 119]
    expected = lossy.positions()[lossy.solved]
    shown = imported.heads[np.flatnonzero(lossy.solved) * 2]
    assert 1000.0 * np.linalg.norm(shown - expected, axis=-1).max() < 1.0
    np.testing.assert_allclose(imported.heads[0], imported.heads[4], atol=1e-5)
