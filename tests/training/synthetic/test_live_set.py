import numpy as np
import pytest

from mocap_app.training.synthetic import live_set
from mocap_app.training.synthetic.live_set import LiveSet
from mocap_app.training.synthetic.shards import SynthConfig
from tests.training.synthetic.test_shards import FakeEngine, sample_of


@pytest.fixture
def engine(monkeypatch):
    engine = FakeEngine()
    monkeypatch.setattr(live_set, "open_engine", lambda _config: engine)
    return engine


def test_samples_are_those_of_the_shards(engine):
    drawn = LiveSet(SynthConfig(count=10, seed=100))
    sample = drawn[3]
    expected = sample_of(103)
    np.testing.assert_array_equal(sample.image, expected.image)
    np.testing.assert_array_equal(sample.keypoints_2d, expected.keypoints_2d)
    np.testing.assert_allclose(sample.weight_3d[:3], [0.0, 0.7, 1.0])
    assert drawn[-1].name == "synth_109"


def test_it_has_an_end_and_slices(engine):
    drawn = LiveSet(SynthConfig(count=4))
    assert len(drawn[1:]) == 3
    assert len(list(drawn)) == 4
    with pytest.raises(IndexError):
        drawn[4]


def test_nothing_is_opened_before_the_first_sample(monkeypatch):
    opened = []
    monkeypatch.setattr(live_set, "open_engine", opened.append)
    LiveSet(SynthConfig(count=4))
    assert not opened
