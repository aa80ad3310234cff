import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.motion.amc import read_amc_motion
from tests.support.motion import ACCLAIM_MOTION, ACCLAIM_SKELETON


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.asf").write_text(ACCLAIM_SKELETON)
    (tmp_path / "a.amc").write_text(ACCLAIM_MOTION)
    return tmp_path / "a.asf", tmp_path / "a.amc"


def test_positions_by_hand(files) -> None:
    motion = read_amc_motion(*files)
    assert motion.joints == ("root", "thigh", "shin", "shin_end")
    assert motion.fps == 30  # every fourth of 120
    straight = [[1, 2, 3], [1, 2, 3], [1, 0, 3], [1, -1.5, 3]]
    assert motion.positions[0] == pytest.approx(np.array(straight))
    # The root looks to +X; the thigh swings back, towards -X. The shin's own Y axis is the
    # thigh's -X, so that -90 degrees about it are +90 about X: it goes on to point up.
    bent = [[0, 0, 0], [0, 0, 0], [-2, 0, 0], [-2, 1.5, 0]]
    assert motion.positions[1] == pytest.approx(np.array(bent), abs=1e-9)
    assert motion.rest_positions[3] == pytest.approx([0, -3.5, 0])


def test_damaged_files_are_refused(files) -> None:
    skeleton, path = files
    path.write_text(ACCLAIM_MOTION.replace("thigh 90 0 0\n", ""))
    with pytest.raises(DataError, match="no Acclaim motion"):
        read_amc_motion(skeleton, path)
    path.write_text("nothing")
    with pytest.raises(DataError, match="no frames"):
        read_amc_motion(skeleton, path)
    with pytest.raises(DataError, match=r"b\.asf"):
        read_amc_motion(skeleton.with_name("b.asf"), path)
