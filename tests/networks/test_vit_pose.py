"""ViTPose: both decoders, the knowledge token, any resolution."""

import pytest
import torch

from mocap_app.networks.paper_configs import COCO17_PARENTS, ViTConfig, ViTPoseConfig
from mocap_app.networks.registry import NETWORKS, build_network
from mocap_app.networks.vit_pose import ViTPose
from tests.support.learning import losses_of_a_step, map_loss
from tests.support.onnx_parity import largest_difference

ENCODER = ViTConfig(
    image_size=(64, 48), width=24, depth=2, heads=3, patch_padding=2, class_token=False
)


def small(**changes) -> ViTPose:
    torch.manual_seed(1)
    return ViTPose(ViTPoseConfig(encoder=ENCODER, **changes))


@pytest.mark.parametrize(
    ("name", "millions"), [("vit_pose_base_coco", 90.0), ("vit_pose_small", 24.3)]
)
def test_published_sizes(name, millions):
    with torch.device("meta"):
        network = build_network(name)
    assert NETWORKS[name].config is network.config
    assert sum(p.numel() for p in network.parameters()) == pytest.approx(millions * 1e6, rel=0.03)


@pytest.mark.parametrize("decoder", ["classic", "simple"])
def test_shapes_and_a_step_that_lowers_the_loss(decoder):
    network = small(decoder=decoder)
    image = torch.rand(2, 3, 64, 48)
    maps = network(image)
    assert maps.heatmaps.shape == (2, 27, 16, 12)
    assert maps.locations.shape == (2, 81, 8, 6)
    before, after = losses_of_a_step(network, image, map_loss, 1e-3)
    assert after < before


@pytest.mark.parametrize("decoder", ["classic", "simple"])
def test_export_answers_the_same(decoder):
    network = small(decoder=decoder, knowledge_tokens=2)
    assert largest_difference(network, torch.rand(2, 3, 64, 48)) < 1e-3


def test_another_resolution_works_and_exports():
    image = torch.rand(1, 3, 96, 96)
    assert small().eval()(image).heatmaps.shape == (1, 27, 24, 24)
    assert largest_difference(small(), image) < 1e-3


def test_the_papers_form_has_no_locations():
    assert (
        small(parents=COCO17_PARENTS, locations=False)(torch.zeros(1, 3, 64, 48)).locations is None
    )


def test_knowledge_tokens_change_the_answer_not_its_shape():
    network = small(knowledge_tokens=3, knowledge_width=40).eval()
    image = torch.rand(1, 3, 64, 48)
    before = network.features(image)
    assert before.shape == (1, 24, 4, 3)
    with torch.no_grad():
        network.knowledge.token += 5
    assert not torch.allclose(before, network.features(image), atol=1e-4)
