"""What `mocap-app train evaluate` says of looks is what the program sees."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mocap_app.training import evaluate
from mocap_app.training.datasets.sample import Sample
from mocap_app.training.evaluate import errors_3d


def _sample(seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    points = rng.uniform(20, 180, (27, 2)).astype(np.float32)
    points[[1, 4, 11, 14]] = [[80, 130], [120, 130], [120, 70], [80, 70]]  # the torso is 60 long
    image = rng.integers(0, 255, (200, 200, 3), dtype=np.uint8)
    zeros = np.zeros((27, 3), np.float32)
    return Sample(f"{seed}", image, points, np.ones(27, np.float32), zeros, np.zeros(27))


@pytest.mark.parametrize("dataset", ["lspet", "ccp"])
@pytest.mark.parametrize(("off", "share"), [(0.0, 1.0), (11.0, 1.0), (13.0, 0.0)])
def test_looks_are_measured_in_torso_lengths_of_the_picture(monkeypatch, dataset, off, share):
    samples = [_sample(1), _sample(2)]
    monkeypatch.setattr(evaluate, "load_people", lambda *_: samples)
    regions = []

    class Beside:
        def study(self, frame, region):
            regions.append(region)
            (sample,) = (s for s in samples if s.image is frame.image)
            pose = SimpleNamespace(
                keypoints_2d=sample.keypoints_2d + np.array([off, 0.0]),
                confidence=np.ones(27),
                keypoints_3d=np.zeros((27, 3)),
            )
            return SimpleNamespace(pose=pose)

    assert evaluate.pck_of_looks(Beside(), Path(), dataset) == pytest.approx(share)
    for region, sample in zip(regions, samples, strict=True):
        extent = np.ptp(sample.keypoints_2d, axis=0)
        assert region.side == pytest.approx(1.4 * extent.max(), rel=1e-6)
        # As much room beside the person as at the ends.
        rest = region.side * np.array(region.window) - extent
        np.testing.assert_allclose(rest, 0.4 * extent.max(), rtol=1e-6)


def test_only_whole_poses_are_measured_in_3d():
    truth = np.random.default_rng(1).normal(size=(2, 27, 3))
    weight = np.ones((2, 27))
    weight[1, 5] = 0.0
    points = truth.copy()
    points[1] += 5.0
    assert errors_3d(points, truth, weight) == pytest.approx((0.0, 0.0), abs=1e-6)
    points[0, 16] += [0.0, 0.0, 0.017]
    assert errors_3d(points, truth, weight)[0] == pytest.approx(1.0)
    assert np.isnan(errors_3d(points, truth, 0 * weight)).all()
    weight[0, 3] = 0.7  # hidden, but known
    assert np.isnan(errors_3d(points, truth, weight, least=1.0)).all()
