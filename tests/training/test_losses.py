"""Targets lie where the keypoints are; missing labels weigh nothing."""

import dataclasses

import pytest
import torch

from mocap_app.core.skeleton import body27
from mocap_app.training.losses import LossConfig, Targets, gaussian, isfinite, softmax_loss

PARENTS = body27().parents


def example() -> tuple[torch.Tensor, torch.Tensor, Targets]:
    generator = torch.Generator().manual_seed(0)
    targets = Targets(
        torch.rand(2, 27, 2, generator=generator) * 64,
        torch.ones(2, 27),
        torch.randn(2, 27, 3, generator=generator),
        torch.ones(2, 27),
    )
    maps = torch.randn(2, 108, 8, 8, generator=generator)
    deltas = torch.randn(2, 81, 8, 8, generator=generator)
    return maps, deltas, targets


def test_gaussian_is_a_distribution_centred_on_the_keypoint():
    points = torch.tensor([[[19.5, 43.5], [-30.0, 10.0]]])
    target, inside = gaussian(points, 8, 8, 0.8)
    assert target.sum(dim=(2, 3)) == pytest.approx(1)
    assert inside.tolist() == [[True, False]]
    column = (target[0, 0].sum(0) * torch.arange(8)).sum()
    row = (target[0, 0].sum(1) * torch.arange(8)).sum()
    assert float(column) == pytest.approx(2.0, abs=0.02)
    assert float(row) == pytest.approx(5.0, abs=0.02)


def test_unlabelled_keypoints_weigh_nothing():
    maps, deltas, targets = example()
    nothing = dataclasses.replace(
        targets, weight_2d=torch.zeros(2, 27), weight_3d=torch.zeros(2, 27)
    )
    terms = softmax_loss(maps, deltas, nothing, PARENTS, LossConfig())
    assert all(float(term) == 0 for term in terms.values())


def test_right_location_maps_cost_nothing():
    maps, deltas, targets = example()
    places = targets.keypoints_3d.transpose(1, 2).reshape(2, 81, 1, 1).expand(2, 81, 8, 8)
    parent = torch.tensor([max(p, 0) for p in PARENTS])
    relative = targets.keypoints_3d - targets.keypoints_3d[:, parent]
    bones = relative.transpose(1, 2).reshape(2, 81, 1, 1).expand(2, 81, 8, 8)
    maps = torch.cat([maps[:, :27], places], dim=1)
    terms = softmax_loss(maps, bones, targets, PARENTS, LossConfig())
    assert float(terms["location"]) == pytest.approx(0, abs=1e-5)
    assert float(terms["delta"]) == pytest.approx(0, abs=1e-5)
    assert float(softmax_loss(maps, deltas, targets, PARENTS, LossConfig())["delta"]) > 0.1


def test_isfinite():
    assert isfinite({"a": torch.tensor(1.0)})
    assert not isfinite({"a": torch.tensor(1.0), "b": torch.tensor(float("nan"))})
