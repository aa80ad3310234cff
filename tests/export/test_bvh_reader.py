import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.errors import SourceError
from mocap_app.export.bvh_reader import read_bvh
from tests.support.fuzz import examples

SMALL = """HIERARCHY
ROOT Hips
{
  OFFSET 1.0 2.0 3.0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Upper Arm
  {
    OFFSET 0.0 1.0 0.0
    CHANNELS 3 Yrotation Xrotation Zrotation
    End Site
    {
      OFFSET 0.5 0.0 0.0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.04
0 0 0 0 0 0 0 0 0
10 20 30 90 0 0 0 0 0
"""


def read(tmp_path, text):
    path = tmp_path / "a.bvh"
    path.write_text(text, encoding="utf-8")
    return read_bvh(path)


def test_a_small_file_by_hand(tmp_path):
    bvh = read(tmp_path, SMALL)
    assert bvh.joints == ("Hips", "Upper_Arm")
    assert bvh.parents == (-1, 0)
    assert bvh.frame_time == 0.04
    assert bvh.channels[1] == ("Yrotation", "Xrotation", "Zrotation")
    np.testing.assert_array_equal(bvh.offsets, [[1, 2, 3], [0, 1, 0]])
    np.testing.assert_array_equal(bvh.end_sites["Upper_Arm"], [0.5, 0, 0])
    # Positions are absolute; 90 degrees about Z takes +Y to -X.
    np.testing.assert_allclose(
        bvh.positions(), [[[0, 0, 0], [0, 1, 0]], [[10, 20, 30], [9, 20, 30]]], atol=1e-12
    )


def test_channels_apply_from_left_to_right(tmp_path):
    """R = Rz Rx: the rotation written first is the outer one."""
    bvh = read(tmp_path, SMALL.replace("10 20 30 90 0 0 0 0 0", "0 0 0 90 90 0 0 0 0"))
    np.testing.assert_allclose(bvh.positions()[1, 1], [0, 0, 1], atol=1e-12)


def test_a_root_without_position_channels_stays_at_its_offset(tmp_path):
    text = SMALL.replace("CHANNELS 6 Xposition Yposition Zposition", "CHANNELS 3")
    bvh = read(tmp_path, text.replace("0 0 0 0 0 0 0 0 0", "0 0 0 0 0 0").replace("10 20 30 ", ""))
    np.testing.assert_allclose(bvh.positions()[:, 0], [[1, 2, 3]] * 2)


def test_line_ends_and_spacing_do_not_matter(tmp_path):
    path = tmp_path / "a.bvh"
    path.write_bytes(SMALL.replace("\n", "\r\n\r\n").replace("Frames: 2", "Frames:   2").encode())
    np.testing.assert_array_equal(read_bvh(path).values, read(tmp_path, SMALL).values)


def test_no_frames(tmp_path):
    text = SMALL[: SMALL.index("0 0 0 0 0 0 0 0 0")].replace("Frames: 2", "Frames: 0")
    assert read(tmp_path, text).positions().shape == (0, 2, 3)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("HIERARCHY", "HELLO", "HIERARCHY is missing in line 1"),
        ("ROOT", "JOINT", "ROOT is missing in line 2"),
        ("OFFSET 1.0 2.0 3.0", "OFFSET 1.0 2.0", "not 3 numbers in line 4"),
        ("OFFSET 1.0 2.0 3.0", "OFFSET 1.0 two 3.0", "number is missing in line 4"),
        ("CHANNELS 3", "CHANNELS 4", "channels .* in line 9"),
        ("CHANNELS 3 Yrotation", "CHANNELS 3 Wrotation", "channels .* in line 9"),
        ("    End Site", "    Site", "unexpected 'Site' in line 10"),
        ("MOTION", "", "MOTION is missing"),
        ("Frames: 2", "Frames: many", "Frames or Frame Time"),
        ("Frames: 2", "Frames: 3", "ends too early"),
        ("10 20 30 90 0 0 0 0 0", "10 20 30", "not 9 numbers in line 20"),
        ("10 20 30 90 0 0 0 0 0", "10 20 30 nan 0 0 0 0 0", "not 9 numbers in line 20"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, old, new, reason):
    with pytest.raises(SourceError, match=rf"a\.bvh is not a.*{reason}"):
        read(tmp_path, SMALL.replace(old, new, 1))


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SourceError, match="Cannot read"):
        read_bvh(tmp_path / "gone.bvh")
    (tmp_path / "b.bvh").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="not text"):
        read_bvh(tmp_path / "b.bvh")
    with pytest.raises(SourceError, match="too early"):
        read(tmp_path, "")


@examples(100)
@given(data=st.data())
def test_any_damage_is_a_clear_error_or_harmless(tmp_path_factory, data):
    words = SMALL.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] = data.draw(st.text(max_size=3))
    try:
        read(tmp_path_factory.getbasetemp(), " ".join(words))
    except SourceError as error:
        assert "a.bvh" in str(error)  # noqa: PT017 - both outcomes are right
