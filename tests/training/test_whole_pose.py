"""What an image network learns from the pose that its second stage makes of all its maps."""

import numpy as np
import pytest
import torch

from mocap_app.core.errors import ModelError
from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.evidence import evidence as read_evidence
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.networks.second_stage import SecondStage
from mocap_app.training.losses import Targets
from mocap_app.training.whole_pose import WholePose, evidence


def maps_of(rows, columns, seed=0):
    """Random maps of a batch of two, heatmaps twice as fine as location maps."""
    rng = np.random.default_rng(seed)
    heatmaps = rng.normal(0, 3, (2, 27, rows, columns)).astype(np.float32)
    locations = rng.normal(0, 0.5, (2, 81, rows // 2, columns // 2)).astype(np.float32)
    return Maps(heatmaps, locations)


@pytest.mark.parametrize("shape", [(24, 24), (24, 16), (16, 24)])
def test_the_evidence_is_that_of_the_program(shape):
    maps = maps_of(*shape)
    expected = read_evidence(decode(maps, 96), 96)
    answer = evidence(PoseMaps(*map(torch.from_numpy, maps)), 4.0, 96)
    np.testing.assert_allclose(answer.numpy(), expected, atol=1e-5)


def test_maps_and_stage_learn_from_its_error():
    torch.manual_seed(0)
    maps = PoseMaps(*(torch.from_numpy(part).requires_grad_() for part in maps_of(24, 24)))
    truth = torch.randn(2, 27, 3) * 0.3
    truth = truth - truth[:, :1]
    targets = Targets(torch.zeros(2, 27, 2), torch.ones(2, 27), truth, torch.ones(2, 27))
    whole = WholePose(SecondStage(width=16, blocks=1, dropout=0.0), 2.0)
    parts = [maps.heatmaps, maps.locations]
    first = whole.term(maps, targets, 4.0, 96)
    heatmaps, locations = torch.autograd.grad(first, parts, retain_graph=True)
    assert heatmaps.abs().max() > 0
    assert locations.abs().max() > 0
    optimizer = torch.optim.Adam(parts, lr=0.02)
    for _ in range(40):
        loss = whole.term(maps, targets, 4.0, 96)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        whole.step(1e-3)
    assert float(loss.detach()) < 0.7 * float(first.detach())


def test_only_labelled_keypoints_count():
    torch.manual_seed(0)
    maps = PoseMaps(*map(torch.from_numpy, maps_of(24, 24)))
    weight = torch.zeros(2, 27)
    weight[:, 5] = 1.0
    truth = torch.zeros(2, 27, 3)
    targets = Targets(torch.zeros(2, 27, 2), weight, truth, weight)
    stage = SecondStage(width=16, blocks=1, dropout=0.0)
    with torch.no_grad():
        answer = stage.eval()(evidence(maps, 4.0, 96))
        expected = 3.0 * answer[:, 5].norm(dim=-1).mean()
    assert float(WholePose(stage, 3.0).term(maps, targets, 4.0, 96).detach()) == pytest.approx(
        float(expected), rel=1e-5
    )


def test_a_network_without_location_maps_is_refused():
    with pytest.raises(ModelError, match="no second stage"):
        evidence(PoseMaps(torch.zeros(1, 27, 8, 8)), 4.0, 32)
