"""Targets lie where the keypoints are; missing labels weigh nothing."""

import pytest
import torch

from mocap_app.core.skeleton import body27
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.training.losses import LossConfig, Targets, gaussian, isfinite, softmax_loss

PARENTS = body27().parents


def example(fold: int = 1) -> tuple[PoseMaps, Targets]:
    generator = torch.Generator().manual_seed(0)
    targets = Targets(
        torch.rand(2, 27, 2, generator=generator) * 64,
        torch.ones(2, 27),
        torch.randn(2, 27, 3, generator=generator),
        torch.ones(2, 27),
    )
    heatmaps = torch.randn(2, 27, 8 * fold, 8 * fold, generator=generator)
    locations = torch.randn(2, 81, 8, 8, generator=generator)
    deltas = torch.randn(2, 81, 8, 8, generator=generator)
    return PoseMaps(heatmaps, locations, deltas), targets


def terms_of(maps: PoseMaps, targets: Targets) -> dict[str, float]:
    terms = softmax_loss(maps, targets, PARENTS, 64, LossConfig())
    return {name: float(term) for name, term in terms.items()}


def as_maps(values: torch.Tensor) -> torch.Tensor:
    """Return (2, 27, 3) values as constant (2, 81, 8, 8) maps."""
    return values.transpose(1, 2).reshape(2, 81, 1, 1).expand(2, 81, 8, 8)


@pytest.mark.parametrize("stride", [4, 8])
def test_gaussian_is_a_distribution_centred_on_the_keypoint(stride):
    points = torch.tensor([[[19.5, 43.5], [-30.0, 10.0]]])
    cells = 64 // stride
    target, inside = gaussian(points, cells, cells, stride, 6.4 / stride)
    assert target.sum(dim=(2, 3)) == pytest.approx(1)
    assert inside.tolist() == [[True, False]]
    centres = torch.arange(cells) * stride + (stride - 1) / 2
    assert float((target[0, 0].sum(0) * centres).sum()) == pytest.approx(19.5, abs=0.2)
    assert float((target[0, 0].sum(1) * centres).sum()) == pytest.approx(43.5, abs=0.2)


def test_unlabelled_keypoints_weigh_nothing():
    maps, targets = example()
    nothing = targets._replace(weight_2d=torch.zeros(2, 27), weight_3d=torch.zeros(2, 27))
    assert set(terms_of(maps, nothing).values()) == {0.0}


@pytest.mark.parametrize("fold", [1, 2])
def test_right_maps_cost_nothing(fold):
    maps, targets = example(fold)
    parent = torch.tensor([max(p, 0) for p in PARENTS])
    relative = targets.keypoints_3d - targets.keypoints_3d[:, parent]
    right = PoseMaps(maps.heatmaps, as_maps(targets.keypoints_3d), as_maps(relative))
    terms = terms_of(right, targets)
    assert terms["location"] == pytest.approx(0, abs=1e-5)
    assert terms["delta"] == pytest.approx(0, abs=1e-5)
    assert terms_of(maps, targets)["delta"] > 0.1


def test_a_wrong_map_costs_the_same_at_any_heatmap_stride():
    # Everybody 0.1 m off everywhere: the error does not depend on the mask that reads it.
    costs = []
    for fold in (1, 2):
        maps, targets = example(fold)
        flat = maps._replace(heatmaps=torch.zeros_like(maps.heatmaps))
        off = flat._replace(locations=as_maps(targets.keypoints_3d + 0.1))
        costs.append(terms_of(off, targets)["location"])
    assert costs[0] == pytest.approx(costs[1], rel=1e-3)


def test_a_network_without_3d_has_one_term():
    maps, targets = example()
    assert list(terms_of(PoseMaps(maps.heatmaps), targets)) == ["heatmap"]


def test_isfinite():
    assert isfinite({"a": torch.tensor(1.0)})
    assert not isfinite({"a": torch.tensor(1.0), "b": torch.tensor(float("nan"))})
