import json

import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.lifting.label_curves import LabelCurves, compare, main
from mocap_app.training.motion.sequences import Sequence, write_sequences

pytestmark = pytest.mark.torch


@pytest.fixture
def packed(tmp_path, motions):
    path = tmp_path / "motion.npz"
    rows = zip(motions.subjects, motions.starts, motions.lengths, strict=True)
    clips = [(who, motions.positions[a : a + n]) for who, a, n in rows]
    write_sequences(
        path,
        [Sequence(f"{who} {i}", who, "train", points) for i, (who, points) in enumerate(clips)]
        + [Sequence("held out", "x", "test", clips[0][1])],
    )
    return path


def test_both_curves_are_drawn_and_kept(tmp_path, tiny, packed, monkeypatch):
    words = ["network=tiny", "shares=0.5", "steps=2", "batch=4", "answers=3", "frames=40"]
    words += [f"motions={packed}", f"runs={tmp_path / 'runs'}", f"out={tmp_path / 'labels.png'}"]
    assert main(words) == 0
    points = json.loads((tmp_path / "labels.json").read_text())
    assert [point["share"] for point in points] == [0.5]
    assert all(point["supervised"] > 0 and point["semi"] > 0 for point in points)
    assert (tmp_path / "labels.png").read_bytes()[:4] == b"\x89PNG"

    # Finished runs are measured again, not trained again.
    def never(*_args):
        raise AssertionError

    monkeypatch.setattr("mocap_app.training.lifting.loop._step", never)
    assert main(words) == 0
    assert json.loads((tmp_path / "labels.json").read_text()) == points


def test_wrong_settings_are_sentences():
    with pytest.raises(DataError, match="Unknown lifter"):
        compare(LabelCurves(network="nonsense"))
    with pytest.raises(DataError, match="at most 1"):
        compare(LabelCurves(shares="0.5,2"))
