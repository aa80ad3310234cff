from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.body.body import Body
from mocap_app.training.motion import sequences as module
from mocap_app.training.motion.library import ClipInfo
from mocap_app.training.motion.sequences import (
    Sequence,
    body27_sequences,
    read_sequences,
    write_sequences,
)


@pytest.fixture
def small(library, clip, person, monkeypatch):
    """A library of one performer for each split, whose clip is the random one."""
    infos = [
        ClipInfo("cmu_bvh", subject, f"{subject} walks", Path())
        for subject in ("cmu 1", "cmu 5", "cmu 7", "5yr_old")
    ]
    monkeypatch.setattr(module, "clips", lambda: infos)
    monkeypatch.setattr(module, "load_clip", lambda _: clip)
    monkeypatch.setattr(Body, "load", lambda: SimpleNamespace(shape=lambda _: person))


def test_training_has_variations_and_the_others_do_not(small, clip, person) -> None:
    made = body27_sequences("train", 2, np.random.default_rng(0))
    assert {s.subject for s in made} == {"cmu 1", "cmu 5", "made", "recombined"}
    recorded = [s for s in made if s.subject.startswith("cmu")]
    assert len(recorded) == 4
    assert recorded[0].name == "random"
    assert all("warped" in s.name for s in recorded[1::2])
    held_out = body27_sequences("validation", 1, np.random.default_rng(0))
    assert [s.subject for s in held_out] == ["cmu 7"]
    for sequence in made + held_out:
        assert sequence.positions.dtype == np.float32
        assert sequence.positions.shape[1:] == (27, 3)
        assert np.isfinite(sequence.positions).all()


def test_packing_keeps_positions_to_a_fraction_of_a_millimetre(tmp_path, clip, person) -> None:
    far = clip.keypoints(person).astype(np.float32) + np.array([40, 0, -25], dtype=np.float32)
    made = [
        Sequence("near", "cmu 1", "train", clip.keypoints(person).astype(np.float32)),
        Sequence("far", "5yr_old", "test", far[:20]),
    ]
    path = tmp_path / "motion.npz"
    write_sequences(path, made)
    read = read_sequences(path)
    assert [(s.name, s.subject, s.split) for s in read] == [
        ("near", "cmu 1", "train"),
        ("far", "5yr_old", "test"),
    ]
    for before, after in zip(made, read, strict=True):
        assert after.positions == pytest.approx(before.positions, abs=2e-4)
    assert [s.name for s in read_sequences(path, "test")] == ["far"]


def test_the_command_writes_every_split(small, tmp_path, capsys) -> None:
    from mocap_app.training.main import main

    path = tmp_path / "motion.npz"
    assert main(["motion", f"out={path}", "bodies=1", "seed=4"]) == 0
    assert {s.split for s in read_sequences(path)} == {"train", "validation", "test"}
    assert "MB" in capsys.readouterr().out
    with pytest.raises(DataError, match="nobody"):
        main(["motion", f"out={path}", "bodies=0"])


def test_bad_files_are_refused(tmp_path) -> None:
    with pytest.raises(DataError, match="mocap-app train motion"):
        read_sequences(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    with pytest.raises(DataError, match="damaged"):
        read_sequences(tmp_path / "bad.npz")
    np.savez(tmp_path / "other.npz", names=np.array(["a"]))
    with pytest.raises(DataError, match="damaged"):
        read_sequences(tmp_path / "other.npz")
