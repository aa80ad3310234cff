"""The whole road on real video: network, solver, BVH, FBX and GLB, Blender."""

import numpy as np
import pytest

from mocap_app.capture.opening import SourceOptions, open_source
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.paths import data_dir
from mocap_app.export.exporter import export_take
from mocap_app.export.options import ExportOptions
from mocap_app.pipeline.config import config_for, create_processor
from mocap_app.pipeline.offline import run_offline
from mocap_app.recording.resample import resample_take
from mocap_app.recording.take import Take
from tests.support.blender import GLTF, NEEDS_BLENDER, NEW_FBX, bvh_job, import_all, job

VIDEO = data_dir() / "video" / "home_lunge.mp4"
pytestmark = [
    *NEEDS_BLENDER,
    pytest.mark.skipif(not VIDEO.is_file(), reason=f"{VIDEO} is not there"),
]


def test_blender_shows_the_solved_take_of_a_video(tmp_path):
    processor = create_processor(config_for(str(VIDEO)))
    with open_source(str(VIDEO), SourceOptions()) as source:
        poses = run_offline(source, processor)
    take = Take.from_poses(poses, processor.skeleton, name="lunge", source=VIDEO.name)
    assert take.frame_count == 154
    assert take.solved.mean() > 0.9
    files = [tmp_path / f"lunge.{suffix}" for suffix in ("bvh", "fbx", "glb")]
    for path in files:
        export_take(take, path, ExportOptions(fps=30))
    jobs = [bvh_job(files[0]), job(files[1], NEW_FBX), job(files[2], GLTF, fps=30)]
    # The video runs at 29.97: by its end the file's frames lie 5 ms from the video's.
    motion = resample_take(take, 30)
    expected = forward_kinematics(take.skeleton, motion.rotations, motion.root_position)
    joint = processor.skeleton.index
    for path, imported in zip(files, import_all(tmp_path, jobs)[0], strict=True):
        heads = imported.heads[:, imported.order(take.skeleton.joints)]
        assert imported.data["fps"] == 30
        assert len(heads) == len(expected) == 154
        error_mm = 1000 * np.linalg.norm(heads - expected, axis=-1)
        print(f"{path.suffix}: worst joint {error_mm.max():.4f} mm in 154 frames at 30 fps")
        assert error_mm.max() < 1.0
        # Upright: the head is above the hips, which are above the feet, nearly all the time.
        height = heads[..., 1]
        assert (height[:, joint("Head")] > height[:, joint("Hips")]).mean() > 0.95
        assert (height[:, joint("Hips")] > height[:, joint("LeftFoot")]).mean() > 0.95
    times = np.abs(take.timestamps - np.arange(154) / 30)
    same_time = np.flatnonzero(take.solved & (times < 6e-4))
    assert len(same_time) > 10
    measured = take.positions()[same_time]
    assert 1000 * np.linalg.norm(heads[same_time] - measured, axis=-1).max() < 1.0
