from __future__ import annotations

import json

import numpy as np
import pytest

from mocap_app.core import skeleton as module
from mocap_app.core.errors import SkeletonError
from mocap_app.core.skeleton import (
    N_JOINTS,
    N_KEYPOINTS,
    body27,
    load_skeleton,
    solved_skeleton,
)


@pytest.mark.parametrize(
    ("skeleton", "count"), [(body27(), N_KEYPOINTS), (solved_skeleton(), N_JOINTS)]
)
def test_joint_sets_are_trees_with_partners(skeleton, count):
    assert len(skeleton.joints) == len(set(skeleton.joints)) == count
    assert skeleton.parents[0] == -1
    assert all(0 <= parent < joint for joint, parent in enumerate(skeleton.parents) if joint)
    mirror = skeleton.mirror
    assert [mirror[mirror[j]] for j in range(count)] == list(range(count))
    for name, partner in zip(skeleton.joints, mirror, strict=True):
        other = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
        side = next((s for s in other if name.startswith(s)), None)
        expected = name if side is None else other[side] + name.removeprefix(side)
        assert skeleton.joints[partner] == expected


def test_the_rest_pose_is_symmetric_and_of_human_size():
    skeleton = solved_skeleton()
    partners = skeleton.offsets[list(skeleton.mirror)]
    np.testing.assert_allclose(skeleton.offsets * [-1, 1, 1], partners, atol=1e-12)
    positions = np.zeros((N_JOINTS, 3))
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            positions[joint] = positions[parent] + skeleton.offsets[joint]
    head = positions[skeleton.index("Head")] + skeleton.end_sites["Head"]
    sole = positions[skeleton.index("LeftToeBase")]
    assert 1.5 < head[1] - sole[1] < 1.8
    assert positions[skeleton.index("LeftHand"), 0] > 0, "the person's left is +X"


def test_other_offsets_leave_the_original_alone():
    skeleton = solved_skeleton()
    doubled = skeleton.with_offsets(skeleton.offsets * 2)
    np.testing.assert_allclose(doubled.offsets, skeleton.offsets * 2)
    assert solved_skeleton().offsets is skeleton.offsets


def test_unknown_names_are_told():
    with pytest.raises(SkeletonError, match=r"'nobody'; there are: .*body27"):
        load_skeleton("nobody")
    with pytest.raises(SkeletonError, match="no joint 'tail'"):
        body27().index("tail")


GOOD = {"name": "x", "joints": ["a", "b"], "parents": [-1, 0], "mirror": [0, 1]}


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        json.dumps({"name": "x"}),
        json.dumps(GOOD | {"mirror": [0]}),
        json.dumps(GOOD | {"parents": [1, 0]}),
        json.dumps(GOOD | {"offsets": ["far"]}),
    ],
)
def test_damaged_files_are_told(text, tmp_path, monkeypatch):
    (tmp_path / "skeletons").mkdir()
    (tmp_path / "skeletons" / "damaged.json").write_text(text)
    monkeypatch.setattr(module, "resources_dir", lambda: tmp_path)
    with pytest.raises(SkeletonError, match="is damaged"):
        load_skeleton("damaged")


def test_in_the_mirror_the_sides_change_names_and_x_its_sign():
    points = np.arange(2 * N_KEYPOINTS * 3, dtype=np.float32).reshape(2, N_KEYPOINTS, 3)
    turned = body27().mirrored(points)
    left, right = body27().index("left_wrist"), body27().index("right_wrist")
    np.testing.assert_array_equal(turned[:, left], points[:, right] * [-1, 1, 1])
    np.testing.assert_array_equal(body27().mirrored(turned), points)
    assert turned.dtype == np.float32
