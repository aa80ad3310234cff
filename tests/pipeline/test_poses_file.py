import errno
from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.core.skeleton import body27
from mocap_app.pipeline.poses_file import check_poses_suffix, pose_table, write_poses
from mocap_app.pipeline.processor import PoseProcessor
from tests.support.pipeline_fakes import FakeEstimator, FakeFilter, FakeSolver, frame


def make_poses(count=3, lost=(1,)):
    processor = PoseProcessor(FakeEstimator(lost), FakeFilter(), FakeSolver())
    return [processor.process(frame(i)) for i in range(count)]


def test_file_has_the_promised_arrays(tmp_path):
    path = tmp_path / "poses.npz"
    write_poses(path, pose_table(make_poses(), ["a.png", "b.png", "c.png"]))
    with np.load(path, allow_pickle=False) as data:
        shapes = {name: data[name].shape for name in data.files}
        assert shapes == {
            "timestamps": (3,),
            "keypoints_2d": (3, 27, 2),
            "confidence": (3, 27),
            "keypoints_3d": (3, 27, 3),
            "root": (3, 3),
            "names": (27,),
            "frame_names": (3,),
        }
        np.testing.assert_allclose(data["timestamps"], [0.0, 0.1, 0.2])
        assert tuple(data["names"]) == body27().joints
        assert list(data["frame_names"]) == ["a.png", "b.png", "c.png"]
        np.testing.assert_array_equal(data["root"][2], [0.0, 0.0, 3.0])


def test_rows_without_a_person_hold_nan():
    table = pose_table(make_poses(), [""] * 3)
    for array in (table.keypoints_2d, table.keypoints_3d, table.root):
        assert np.isnan(array[1]).all()
        assert np.isfinite(array[[0, 2]]).all()
    assert (table.confidence[1] == 0).all()


def test_raw_and_filtered_are_told_apart():
    (pose,) = make_poses(1, ())
    smooth = replace(pose.filtered, keypoints_2d=pose.raw.keypoints_2d + 1.0)
    table = pose_table([replace(pose, filtered=smooth)], [""])
    np.testing.assert_array_equal(table.keypoints_2d[0], smooth.keypoints_2d)
    table = pose_table([replace(pose, filtered=smooth)], [""], filtered=False)
    np.testing.assert_array_equal(table.keypoints_2d[0], pose.raw.keypoints_2d)


def test_what_the_filter_dropped_is_still_told():
    (pose,) = make_poses(1, ())
    points = pose.filtered.keypoints_2d + 1.0
    points[4] = np.nan
    table = pose_table([replace(pose, filtered=replace(pose.filtered, keypoints_2d=points))], [""])
    np.testing.assert_array_equal(table.keypoints_2d[0, 4], pose.raw.keypoints_2d[4])
    np.testing.assert_array_equal(table.keypoints_2d[0, 5], points[5])
    np.testing.assert_array_equal(table.confidence[0], pose.raw.confidence)


def test_no_frames_keep_the_shapes():
    table = pose_table([], [])
    assert table.keypoints_3d.shape == (0, 27, 3)
    assert table.root.shape == (0, 3)


def test_names_and_poses_must_be_as_many():
    with pytest.raises(ValueError, match="reshape"):
        pose_table(make_poses(), ["only one"])


@pytest.mark.parametrize("name", ["poses.csv", "poses", "poses.npz.bvh"])
def test_other_suffixes_are_refused(tmp_path, name):
    with pytest.raises(OutputError, match=r"\.npz"):
        check_poses_suffix(tmp_path / name)
    check_poses_suffix(tmp_path / "POSES.NPZ")


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "poses.npz"
    path.write_bytes(b"old")

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OutputError, match="No space left"):
        write_poses(path, pose_table(make_poses(), [""] * 3))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
