import csv

import numpy as np
import pytest

from mocap_app.export.clip import make_clip
from mocap_app.export.options import ExportOptions
from mocap_app.export.table_writer import write_csv, write_npz
from tests.support.takes import take

MADE = take(np.arange(1100) / 30.0, lost={0, 5, 6})
OPTIONS = {"target": "ue5", "unit": "cm"}


@pytest.fixture(scope="module")
def clip():
    return make_clip(MADE, ExportOptions(**OPTIONS))


@pytest.fixture(scope="module")
def whole(clip):
    return clip.frames(0, clip.frame_count)


def test_csv(tmp_path, clip, whole):
    seen = []
    write_csv(clip, tmp_path / "a.csv", seen.append)
    with (tmp_path / "a.csv").open(newline="", encoding="ascii") as file:
        head, *rows = csv.reader(file)
    assert head[:9] == [
        *("frame", "seconds"),
        *(f"root.{part}" for part in ("px", "py", "pz", "qw", "qx", "qy", "qz")),
    ]
    values = np.array(rows, dtype=float)
    np.testing.assert_array_equal(values[:, 0], np.arange(clip.frame_count))
    np.testing.assert_allclose(values[:, 1], np.arange(clip.frame_count) / 30.0, atol=1e-6)
    parts = values[:, 2:].reshape(clip.frame_count, -1, 7)
    np.testing.assert_allclose(parts[..., :3], clip.positions(whole), atol=1e-6)
    np.testing.assert_allclose(parts[..., 3:], whole.rotations, atol=1e-6)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_npz(tmp_path, clip, whole):
    seen = []
    write_npz(clip, tmp_path / "a.npz", seen.append)
    with np.load(tmp_path / "a.npz") as made:
        assert tuple(made["joints"]) == clip.tree.joints
        assert tuple(made["parents"]) == clip.tree.parents
        assert (int(made["fps"]), str(made["unit"])) == (30, "cm")
        np.testing.assert_allclose(made["offsets"], 100.0 * clip.tree.offsets)
        np.testing.assert_allclose(made["seconds"], np.arange(clip.frame_count) / 30.0)
        np.testing.assert_array_equal(made["positions"], clip.positions(whole))
        np.testing.assert_array_equal(made["rotations"], whole.rotations)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize("write", [write_csv, write_npz])
def test_a_failure_keeps_the_old_file(tmp_path, clip, write):
    path = tmp_path / "a.table"
    path.write_text("precious")

    def fail(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(clip, path, fail)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]
