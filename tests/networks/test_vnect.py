"""VNect: size of the paper, shapes, bone-length features, intermediate supervision."""

import pytest
import torch

from mocap_app.networks.config import PAPER15_PARENTS
from mocap_app.networks.paper_configs import PAPER21_PARENTS, VNectConfig
from mocap_app.networks.resnet import ResNet
from mocap_app.networks.vnect import VNect
from tests.support.learning import losses_of_a_step, map_loss
from tests.support.onnx_parity import largest_difference


def small(config: VNectConfig) -> VNect:
    torch.manual_seed(1)
    return VNect(config, ResNet((1, 1, 5), widths=(8, 8, 8)))


@pytest.mark.parametrize("parents", [PAPER15_PARENTS, PAPER21_PARENTS], ids=["15", "21"])
def test_size_of_the_paper(parents):
    with torch.device("meta"):
        network = VNect(VNectConfig(parents))
    assert sum(p.numel() for p in network.parameters()) == pytest.approx(14.6e6, rel=0.03)


def test_maps_are_at_stride_8():
    maps = small(VNectConfig()).eval()(torch.zeros(2, 3, 32, 64))
    assert maps.heatmaps.shape == (2, 27, 4, 8)
    assert maps.locations.shape == maps.deltas.shape == (2, 81, 4, 8)


def test_a_step_lowers_the_loss():
    before, after = losses_of_a_step(small(VNectConfig()), torch.rand(2, 3, 64, 64), map_loss, 1e-3)
    assert after < before


def test_export_answers_the_same():
    network = small(VNectConfig(PAPER21_PARENTS))
    assert largest_difference(network, torch.rand(2, 3, 32, 32)) < 1e-3


def test_intermediate_heads_read_stride_16_and_end_with_the_usual_maps():
    network = small(VNectConfig(PAPER15_PARENTS, intermediate=True)).eval()
    image = torch.rand(1, 3, 64, 64)
    res4d, res5a, last = network.with_intermediate(image)
    assert res4d.heatmaps.shape == res5a.heatmaps.shape == (1, 15, 4, 4)
    assert res4d.locations.shape == (1, 45, 4, 4)
    assert torch.allclose(last.heatmaps, network(image).heatmaps, atol=1e-6)
    with pytest.raises(ValueError, match="without intermediate"):
        small(VNectConfig()).with_intermediate(image)


def test_bone_lengths_are_those_of_the_deltas():
    network = small(VNectConfig(PAPER15_PARENTS)).eval()
    image = torch.rand(1, 3, 32, 32)
    before = network(image)
    inputs = []
    network.head.register_forward_pre_hook(lambda _module, args: inputs.append(args[0]))
    network(image)
    lengths = inputs[0][:, -15:]
    d = before.deltas.view(1, 3, 15, 4, 4)
    assert torch.allclose(lengths, (d.square().sum(1) + 1e-6).sqrt())
