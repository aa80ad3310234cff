import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.motion.bvh import read_bvh_motion

TEXT = """HIERARCHY
ROOT Hips
{
  OFFSET 0 0 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Arm
  {
    OFFSET 0 2 0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0 1 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.04
1 2 3 0 0 0 0 0 0
0 0 0 90 0 0 -90 0 0
"""


def test_end_sites_are_joints(tmp_path) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(TEXT)
    motion = read_bvh_motion(path)
    assert motion.joints == ("Hips", "Arm", "Arm_end")
    assert motion.fps == pytest.approx(25)
    assert motion.positions[0] == pytest.approx(np.array([[1, 2, 3], [1, 4, 3], [1, 5, 3]]))
    assert motion.positions[1] == pytest.approx(np.array([[0, 0, 0], [-2, 0, 0], [-2, 1, 0]]))
    assert motion.rest_positions[2] == pytest.approx([0, 3, 0])
    assert motion.frames[1, 2] == pytest.approx(np.eye(3))


@pytest.mark.parametrize("text", ["no BVH", TEXT.replace("Frames: 2", "Frames: 0")])
def test_unusable_files_are_refused(tmp_path, text: str) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(text)
    with pytest.raises(DataError, match=r"a\.bvh"):
        read_bvh_motion(path)
