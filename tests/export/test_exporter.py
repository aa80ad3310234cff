import numpy as np
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.export.exporter import SUFFIXES, export_take, find_writer
from tests.support.takes import take

TAKE = take(np.arange(30) / 29.97)


@pytest.mark.parametrize("name", ["a.bvh", "a.BVH", "Größe 大.bvh"])
def test_the_suffix_chooses_the_format(tmp_path, name):
    clip = export_take(TAKE, tmp_path / name)
    bvh = read_bvh(tmp_path / name)
    assert (clip.fps, clip.frame_count) == (30, 30)
    assert len(bvh.values) == 30
    assert np.abs(bvh.positions()[0] - TAKE.positions()[0]).max() < 1e-4


def test_target_rate_and_progress_are_passed_on(tmp_path):
    seen = []
    export_take(TAKE, tmp_path / "a.bvh", target="generic", fps=60, progress=seen.append)
    bvh = read_bvh(tmp_path / "a.bvh")
    assert bvh.frame_time == pytest.approx(1 / 60)
    assert bvh.positions()[0, 0, 1] > 50.0, "centimetres"
    assert seen[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "reason"), [("a.xyz", "unknown suffix '.xyz'"), ("a", "it has no suffix")]
)
def test_unknown_suffixes_name_the_known_ones(tmp_path, name, reason):
    with pytest.raises(OutputError, match=rf"{reason}.*{', '.join(SUFFIXES)}"):
        export_take(TAKE, tmp_path / name)
    with pytest.raises(OutputError, match=reason):
        find_writer(tmp_path / name)


def test_an_empty_take_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.bvh"
    path.write_text("precious")
    with pytest.raises(OutputError, match="no pose to export"):
        export_take(take(np.arange(5) / 30.0, lost=set(range(5))), path)
    assert path.read_text() == "precious"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="Cannot write"):
        export_take(TAKE, tmp_path / "gone" / "a.bvh")


def test_unknown_target(tmp_path):
    with pytest.raises(OutputError, match="Unknown export target"):
        export_take(TAKE, tmp_path / "a.bvh", target="maya")
    assert list(tmp_path.iterdir()) == []
