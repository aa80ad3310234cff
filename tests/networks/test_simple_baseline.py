"""Simple Baselines: size of the paper, shapes, one learning step, the export."""

import pytest
import torch

from mocap_app.networks.paper_configs import COCO17_PARENTS, SimpleBaselineConfig
from mocap_app.networks.resnet import ResNet
from mocap_app.networks.simple_baseline import SimpleBaseline
from tests.support.learning import losses_of_a_step, map_loss
from tests.support.onnx_parity import largest_difference

SMALL = SimpleBaselineConfig(deconv_channels=(16, 16, 16))


def small() -> SimpleBaseline:
    torch.manual_seed(1)
    return SimpleBaseline(SMALL, ResNet((1, 1, 1, 1), widths=(8, 8, 16, 16)))


@pytest.mark.parametrize(("depth", "millions"), [(50, 34.0), (101, 53.0), (152, 68.6)])
def test_sizes_of_the_paper(depth, millions):
    config = SimpleBaselineConfig(COCO17_PARENTS, depth=depth, locations=False)
    with torch.device("meta"):
        network = SimpleBaseline(config)
    count = sum(p.numel() for p in network.parameters())
    assert count == pytest.approx(millions * 1e6, rel=0.005)


def test_resnet18_has_its_known_size():
    with torch.device("meta"):
        trunk = SimpleBaseline(SimpleBaselineConfig(depth=18)).trunk
    assert sum(p.numel() for p in trunk.parameters()) == 11_176_512  # 11.69 M with the classifier


def test_heatmaps_are_finer_than_locations():
    maps = small().eval()(torch.zeros(2, 3, 64, 96))
    assert maps.heatmaps.shape == (2, 27, 16, 24)
    assert maps.locations.shape == (2, 81, 8, 12)
    assert maps.deltas is None


def test_the_papers_form_has_no_locations():
    config = SimpleBaselineConfig(COCO17_PARENTS, deconv_channels=(8, 8, 8), locations=False)
    network = SimpleBaseline(config, ResNet((1, 1, 1, 1), widths=(8, 8, 8, 8))).eval()
    maps = network(torch.zeros(1, 3, 64, 64))
    assert maps.heatmaps.shape == (1, 17, 16, 16)
    assert maps.locations is None


def test_a_step_lowers_the_loss():
    before, after = losses_of_a_step(small(), torch.rand(2, 3, 64, 64), map_loss, 1e-3)
    assert after < before


def test_export_answers_the_same():
    assert largest_difference(small(), torch.rand(2, 3, 64, 64)) < 1e-3
