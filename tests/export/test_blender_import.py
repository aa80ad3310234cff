"""Real Blender is the judge of what we export.

Needs a Python with `bpy` (5.0.1, numpy < 2), named by the environment variable MOCAP_BPY_PYTHON;
what an older Blender thinks is asked where a program of that name is installed.
"""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core.kinematics import forward_kinematics
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from mocap_app.recording.resample import resample_take
from tests.export.conftest import RATES, plan_and_ask
from tests.support.blender import (
    BVH,
    FBX,
    GLTF,
    NEEDS_BLENDER,
    NEEDS_PROGRAM,
    NEW_FBX,
    PROGRAM,
    TAKE,
)


def solved_error_mm(case):
    """(F, 22) distance of every solved joint from where the solver put it."""
    clip = case.clip
    motion = resample_take(case.made, clip.fps)
    skeleton = case.made.skeleton
    expected = forward_kinematics(skeleton, motion.rotations, motion.root_position)
    rows = [clip.tree.joints[clip.tree.sources.index(joint)] for joint in range(22)]
    shown = case.imported.heads[int(clip.options.rest_frame) :, case.imported.order(rows)]
    assert shown.shape == expected.shape
    return 1000.0 * np.linalg.norm(shown - expected, axis=-1)


def check(case):
    """What holds for each file, whatever its format and importer."""
    clip, imported, data = case.clip, case.imported, case.imported.data
    assert set(imported.bones) == set(clip.tree.joints)
    assert len(imported.bones) == len(clip.tree.joints)
    for bone, parent in zip(imported.bones, data["parents"], strict=True):
        above = clip.tree.parents[clip.tree.joints.index(bone)]
        assert parent == (clip.tree.joints[above] if above >= 0 else None)
    assert (data["fps"], data["fps_base"]) == (clip.fps, pytest.approx(1.0, abs=1e-6))
    first, last = data["frame_range"]
    assert last - first + 1 == clip.frame_count == len(imported.heads)
    assert solved_error_mm(case).max() < 1.0


def check_stance(case):
    """The rest pose is upright, faces the front view, and is of the person's size."""
    clip, imported = case.clip, case.imported
    tree = clip.tree

    def place(joint, heads=imported.rest_heads):
        return heads[imported.order([tree.joints[tree.sources.index(joint)]])[0]]

    names = case.made.skeleton.index
    hips, head = place(names("Hips")), place(names("Head"))
    assert head[1] - hips[1] > 0.4
    assert abs(head[0] - hips[0]) < 1e-4
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        foot, toes = place(names(f"{side}Foot")), place(names(f"{side}ToeBase"))
        assert hips[1] - foot[1] > 0.7
        # To our +Z, which is Blender's -Y: towards the front view.
        assert toes[2] - foot[2] > 0.1
        # Seen from the front, the person's left hand is on the right.
        assert sign * place(names(f"{side}Hand"))[0] > 0.5
    expected = clip.rest_positions / clip.scale
    rows = imported.order(tree.joints)
    offset = imported.rest_heads[rows] - expected
    np.testing.assert_allclose(offset, np.tile(offset[tree.hips], (len(rows), 1)), atol=1e-4)
    return offset[tree.hips]


def check_bones(case):
    """Each bone is drawn to its child, along its own +Y."""
    imported, tree = case.imported, case.clip.tree
    along = imported.rest_tails - imported.rest_heads
    lengths = np.linalg.norm(along, axis=1)
    assert lengths.min() > 0.01
    drawn = along / lengths[:, None]
    x, y, z = np.moveaxis(imported.rest_axes[..., 1], -1, 0)
    own = np.stack([x, z, -y], axis=-1)
    np.testing.assert_allclose(own / np.linalg.norm(own, axis=1, keepdims=True), drawn, atol=1e-3)
    for joint, parent in enumerate(tree.parents):
        if parent >= tree.hips and tree.parents.count(parent) == 1:
            child, bone = imported.order([tree.joints[joint], tree.joints[parent]])
            to_child = imported.rest_heads[child] - imported.rest_heads[bone]
            np.testing.assert_allclose(drawn[bone], to_child / np.linalg.norm(to_child), atol=1e-3)


def check_leaves(case):
    """Head, hands and toes are as long as they are, not as long as their parents."""
    ends = case.clip.tree.end_sites
    rows = case.imported.order(list(ends))
    along = case.imported.rest_tails[rows] - case.imported.rest_heads[rows]
    expected = [np.linalg.norm(tip) for tip in ends.values()]
    np.testing.assert_allclose(np.linalg.norm(along, axis=1), expected, atol=1e-4)


def by(cases, *importers):
    found = [case for case in cases if case.importer in importers]
    assert found
    return found


class TestBlenderOfToday:
    pytestmark = NEEDS_BLENDER

    def test_every_target_and_rate_is_asked(self, blender):
        for importer in (BVH, FBX, NEW_FBX):
            options = [case.clip.options for case in by(blender[0], importer)]
            assert {o.target for o in options} == set(TARGETS)
            assert {o.fps for o in options} >= set(RATES)
            assert {o.rest for o in options} == {"t", "a"}

    @pytest.mark.parametrize("importer", [BVH, FBX, NEW_FBX, GLTF, TAKE])
    def test_every_joint_is_where_the_solver_put_it(self, blender, importer):
        for case in by(blender[0], importer):
            check(case)

    def test_bvh(self, blender):
        for case in by(blender[0], BVH):
            data = case.imported.data
            assert data["object_scale"] == [1.0, 1.0, 1.0]
            assert data["object_rotation"] == [0.0, 0.0, 0.0]
            assert data["frame_range"][0] == data["scene_range"][0] == 1
            assert data["scene_range"][1] >= case.clip.frame_count
            floor = check_stance(case)
            standing = case.clip.options.on_floor or case.clip.tree.hips
            assert abs(floor[1]) < 1e-4 if standing else floor[1] < -0.8
            check_leaves(case)
        assert "zero length" not in blender[1]

    @pytest.mark.parametrize("importer", [FBX, NEW_FBX])
    def test_fbx(self, blender, importer):
        for case in by(blender[0], importer):
            data = case.imported.data
            # Centimetres show up in the armature's scale, as with every FBX.
            assert data["object_scale"] == pytest.approx([1.0 / case.clip.scale] * 3)
            assert data["frame_range"][0] == 1
            assert np.abs(check_stance(case)).max() < 1e-4, "it rests on the floor"
            check_bones(case)
            check_leaves(case)

    def test_the_mannequin_of_a_glb_surrounds_the_skeleton(self, blender):
        for case in by(blender[0], GLTF):
            assert "Mannequin" in case.imported.data["meshes"]
            assert case.imported.data["object_scale"] == [1.0, 1.0, 1.0]
            assert np.abs(check_stance(case)).max() < 1e-4
            low, high = case.imported.boxes[:, 0], case.imported.boxes[:, 1]
            tree = case.clip.tree
            heads = case.imported.blender_heads[:, case.imported.order(tree.joints[tree.hips :])]
            assert (heads.min(axis=1) > low - 0.02).all()
            assert (heads.max(axis=1) < high + 0.02).all()
            assert (high - low < heads.max(axis=1) - heads.min(axis=1) + 0.6).all()

    def test_the_add_on_sets_rate_range_and_size(self, blender):
        for case in by(blender[0], TAKE):
            data = case.imported.data
            first, last = data["scene_range"]
            assert [first, last] == data["frame_range"]
            assert last - first + 1 == case.clip.frame_count

    def test_the_add_on_says_what_is_wrong_with_a_file(self, blender):
        errors = [case.imported.error for case in by(blender[0], "")]
        assert "notes.txt is no BVH, FBX or GLB file" in errors[0]
        assert "broken.glb cannot be imported: it is no GLB file" in errors[1]
        assert "gone.bvh cannot be imported" in errors[2]


class TestOlderBlender:
    """The Blender that is installed, in Debian 12 it is 3.4."""

    pytestmark = NEEDS_PROGRAM

    def test_bvh_fbx_and_the_add_on(self, tmp_path):
        plan = [
            *(
                (importer, suffix, ExportOptions(target=target, fps=fps))
                for importer, suffix in ((BVH, ".bvh"), (FBX, ".fbx"))
                for target, fps in (("blender", 24), ("mixamo", 60), ("ue5", 120))
            ),
            *((TAKE, suffix, ExportOptions(target="rigify")) for suffix in (".bvh", ".fbx")),
        ]
        cases, log = plan_and_ask(tmp_path, plan, PROGRAM)
        for case in cases:
            if case.importer == "":
                assert case.imported.error
                continue
            check(case)
            check_stance(case)
            if case.importer == FBX:
                check_bones(case)
                check_leaves(case)
        assert "zero length" not in log
