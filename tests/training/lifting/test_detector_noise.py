from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.lifting.detector_noise import (
    BIN_EDGES,
    RADIUS_KNOTS,
    DetectorNoise,
    detect,
    measured_noise,
    slow_process,
)
from tests.training.lifting.conftest import made_noise


def still(batch=40, frames=60):
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(batch, 1, 27, 2)).repeat(frames, axis=1).astype(np.float32)
    return truth, np.full((batch, frames), 2.0, np.float32)


def test_errors_have_the_tabulated_distances():
    truth, torso = still()
    found = detect(truth, torso, made_noise(error=0.05), np.random.default_rng(0))
    distance = np.linalg.norm(found.points - truth, axis=-1) / 2.0
    # The table is that of pairs of normal variables with a deviation of 0.05.
    assert np.median(distance) == pytest.approx(0.05 * 1.1774, rel=0.05)
    assert np.quantile(distance, 0.9) == pytest.approx(0.05 * 2.146, rel=0.05)


def test_amplitude_scales_the_errors_of_each_clip():
    truth, torso = still(batch=2, frames=200)
    size = np.array([0.0, 2.0], np.float32)
    found = detect(truth, torso, made_noise(), np.random.default_rng(0), amplitude=size)
    away = np.linalg.norm(found.points - truth, axis=-1)
    assert away[0].max() < 1e-5
    assert np.median(away[1]) > 0.15


@pytest.mark.parametrize(("fast", "jitter"), [(0.0, 0.02), (0.9, 0.10)])
def test_jitter_grows_with_the_share_that_is_new_in_every_frame(fast, jitter):
    truth, torso = still()
    found = detect(truth, torso, made_noise(fast=fast), np.random.default_rng(0))
    step = np.linalg.norm(np.diff(found.points, axis=1), axis=-1).mean() / 2.0
    assert step == pytest.approx(jitter, rel=0.5)


def test_spikes_last_one_frame():
    truth, torso = still()
    calm = detect(truth, torso, made_noise(fast=0.0, error=0.3), np.random.default_rng(0))
    wild = detect(
        truth, torso, made_noise(fast=0.0, error=0.3, spikes=0.03), np.random.default_rng(0)
    )

    def sharp(points):
        bend = points[:, 2:] - 2 * points[:, 1:-1] + points[:, :-2]
        return float((np.linalg.norm(bend, axis=-1) > 1.5).mean())

    assert sharp(wild.points) > sharp(calm.points) + 0.02


def test_legs_are_swapped_for_the_measured_share_of_the_time():
    truth, torso = still(batch=300, frames=30)
    found = detect(truth, torso, made_noise(legs=0.2, error=0.0), np.random.default_rng(0))
    swapped = np.linalg.norm(found.points[:, :, 3] - truth[:, :, 6], axis=-1) < 1e-4
    assert swapped.mean() == pytest.approx(0.2, abs=0.05)
    # Whole legs, and never the arms.
    assert (np.linalg.norm(found.points[:, :, 2] - truth[:, :, 5], axis=-1) < 1e-4)[swapped].all()
    np.testing.assert_allclose(found.points[:, :, 13], truth[:, :, 13], atol=1e-5)


def test_confidences_follow_their_table():
    noise = made_noise()
    kind = noise.kinds["only"]
    rising = [np.linspace(0.2, 0.8, 11).tolist() for _ in range(27)]
    noise = replace(noise, kinds={"only": replace(kind, confidence=rising)})
    truth, torso = still(batch=200, frames=20)
    sure = detect(truth, torso, noise, np.random.default_rng(0)).confidence
    assert sure.min() >= 0.2
    assert sure.max() <= 0.8
    assert sure.mean() == pytest.approx(0.5, abs=0.02)


def test_the_slow_process_is_stationary_and_forgets():
    walked = slow_process((4000, 61), 0.5, np.random.default_rng(0))
    np.testing.assert_allclose(walked.std(axis=0), 1.0, atol=0.06)
    kept = (walked[:, 0] * walked[:, 15]).mean()
    assert kept == pytest.approx(np.exp(-1.0), abs=0.06)


def test_one_kind_can_be_asked_for():
    noise = made_noise()
    other = replace(noise.kinds["only"], confidence=[[0.4] * 11 for _ in range(27)])
    noise = replace(noise, kinds={**noise.kinds, "dim": other})
    truth, torso = still()
    found = detect(truth, torso, noise, np.random.default_rng(0), kind="dim")
    np.testing.assert_allclose(found.confidence, 0.4, atol=1e-6)


def test_numbers_survive_the_file(tmp_path):
    path = tmp_path / "noise.json"
    made_noise().save(path)
    assert DetectorNoise.load(path) == made_noise()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kinds": 3}', '{"kinds": {"a": {}}}'])
def test_damaged_numbers_are_a_sentence(tmp_path, content):
    path = tmp_path / "noise.json"
    path.write_text(content)
    with pytest.raises(DataError, match="measure-detector"):
        DetectorNoise.load(path)


def test_the_measured_numbers_make_sense():
    noise = measured_noise()
    table = np.array(noise.radius)
    assert table.shape == (len(BIN_EDGES) - 1, len(RADIUS_KNOTS))
    assert (np.diff(table, axis=1) >= 0).all()
    # The surer, the nearer.
    assert table[-1, 5] < 0.5 * table[2, 5]
    assert all(len(kind.confidence) == 27 for kind in noise.kinds.values())
    assert sum(kind.share for kind in noise.kinds.values()) == pytest.approx(1.0)
