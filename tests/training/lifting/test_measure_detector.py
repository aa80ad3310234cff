import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.lifting.detector_noise import BIN_EDGES, RADIUS_KNOTS
from mocap_app.training.lifting.measure_detector import (
    MeasureConfig,
    Seen,
    common_correlation,
    confidence_table,
    fast_share,
    measure,
    persistence,
    radius_table,
    spike_chance,
    summary,
    swapped,
)
from tests.training.lifting.conftest import made_noise


def test_the_radius_table_gives_back_the_spread():
    rng = np.random.default_rng(0)
    error = 0.05 * np.linalg.norm(rng.normal(size=(40000, 2)), axis=1)
    sure = rng.uniform(0.1, 1.0, 40000)
    table = radius_table(sure, error)
    assert table.shape == (9, len(RADIUS_KNOTS))
    np.testing.assert_allclose(table[:, 4] / RADIUS_KNOTS[4], 0.05, rtol=0.15)


def test_bins_with_too_few_pictures_are_as_their_neighbours():
    rng = np.random.default_rng(0)
    sure = np.concatenate([np.full(2000, 0.95), np.full(200, 0.45), [0.12, 0.13]])
    spread = np.where(sure > 0.9, 0.01, 0.2)
    table = radius_table(sure, spread * np.linalg.norm(rng.normal(size=(2202, 2)), axis=1))
    # Nothing was learnt of the least sure; the best of all they are not.
    np.testing.assert_array_equal(table[0], table[3])
    np.testing.assert_array_equal(table[5], table[3])
    np.testing.assert_array_equal(table[7], table[8])
    few = radius_table(sure[-2:], spread[-2:])
    assert few.shape == (9, len(RADIUS_KNOTS))
    assert np.isfinite(few).all()


def test_swapped_legs_are_told_from_wrong_ones():
    truth = np.zeros((3, 27, 2))
    truth[:, [2, 3], 0], truth[:, [5, 6], 0] = 10.0, 40.0
    truth[:, [3, 6], 1] = 60.0
    points = truth.copy()
    points[1][[2, 3, 5, 6]] = truth[1][[5, 6, 2, 3]]
    points[2, 3] += 40.0
    known = np.ones((3, 27), dtype=bool)
    torso = np.full(3, 30.0)
    assert swapped(points, truth, known, torso, "legs").tolist() == [False, True, False]
    known[1, 2] = False
    assert not swapped(points, truth, known, torso, "legs").any()


def shaky(jitter, *, spikes=0.0, frames=400, sure=0.85):
    rng = np.random.default_rng(0)
    body = rng.normal(size=(1, 27, 2)) * 20
    body[0, [11, 14]] = [[-20.0, 0.0], [20.0, 0.0]]
    body[0, [1, 4]] = [[-20.0, 100.0], [20.0, 100.0]]
    points = body + jitter * 100 * rng.normal(size=(frames, 27, 2))
    wild = rng.random((frames, 27)) < spikes
    points[wild] += 80.0
    return Seen(points, np.full((frames, 27), sure))


def test_jitter_and_spikes_are_measured():
    table = np.tile(0.1 * RADIUS_KNOTS, (len(BIN_EDGES) - 1, 1))
    share = fast_share([shaky(0.05)], table)
    assert share[7] == pytest.approx(0.25, rel=0.15)
    assert spike_chance([shaky(0.01)])[7] == 0.0
    assert spike_chance([shaky(0.01, spikes=0.03)])[7] == pytest.approx(0.03, abs=0.01)


def test_confidences_are_tabulated():
    table = np.array(confidence_table(np.linspace(0, 1, 101)[:, None].repeat(27, axis=1)))
    assert table.shape == (27, 11)
    np.testing.assert_allclose(table[5], np.linspace(0, 1, 11), atol=1e-3)


def test_correlations_of_confidences():
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(3000, 1))
    mixed = np.sqrt(0.4) * shared + np.sqrt(0.6) * rng.normal(size=(3000, 27))
    assert common_correlation(mixed) == pytest.approx(0.4, abs=0.05)
    assert common_correlation(mixed[:3]) == 0.0


def test_persistence_of_a_known_process():
    rng = np.random.default_rng(0)
    keep = np.exp(-1.0 / 15.0)  # half a second at 30 frames a second
    slow = np.zeros((6000, 27))
    for t in range(1, 6000):
        slow[t] = keep * slow[t - 1] + np.sqrt(1 - keep**2) * rng.normal(size=27)
    mixed = np.sqrt(0.7) * slow + np.sqrt(0.3) * rng.normal(size=slow.shape)
    share, memory = persistence([mixed])
    assert share == pytest.approx(0.7, abs=0.05)
    assert memory == pytest.approx(0.5, abs=0.1)


def test_missing_data_is_a_sentence(tmp_path):
    with pytest.raises(DataError, match="missing"):
        measure(MeasureConfig(data=str(tmp_path)))


def test_the_summary_is_for_people():
    lines = summary(made_noise()).splitlines()
    assert lines[0].startswith("made up")
    assert any("left wrist" in line for line in lines)
