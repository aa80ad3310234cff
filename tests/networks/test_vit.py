"""The vision transformer: sizes of the papers, tokens, positions at another resolution."""

import dataclasses

import pytest
import torch
from torch.nn import functional

from mocap_app.networks.paper_configs import (
    VIT_BASE,
    VIT_BASE_HYBRID,
    VIT_SMALL,
    VIT_TINY,
    ViTConfig,
)
from mocap_app.networks.vit import (
    Block,
    ViTClassifier,
    ViTEncoder,
    load_at_resolution,
    resize_position,
)
from tests.support.learning import losses_of_a_step
from tests.support.onnx_parity import largest_difference

SMALL = ViTConfig(image_size=(32, 48), width=32, depth=2, heads=4)


def classifier(**changes) -> ViTClassifier:
    torch.manual_seed(1)
    return ViTClassifier(dataclasses.replace(SMALL, **changes), n_classes=5)


@pytest.mark.parametrize(
    ("config", "millions"),
    [
        pytest.param(VIT_TINY, 5.7, id="Ti"),
        pytest.param(VIT_SMALL, 22.05, id="S"),
        pytest.param(VIT_BASE, 86.6, id="B"),
        pytest.param(VIT_BASE_HYBRID, 98.7, id="hybrid B"),
    ],
)
def test_sizes_of_the_imagenet_classifiers(config, millions):
    with torch.device("meta"):
        network = ViTClassifier(config)
    assert sum(p.numel() for p in network.parameters()) == pytest.approx(millions * 1e6, rel=0.005)


def test_tokens_and_map():
    encoder = ViTEncoder(SMALL).eval()
    patches, special = encoder(torch.rand(2, 3, 32, 48), torch.rand(1, 3, 32))
    assert patches.shape == (2, 32, 2, 3)
    assert special.shape == (2, 1 + 3, 32)


@pytest.mark.parametrize("stem", ["patch", "conv"])
def test_a_step_lowers_the_loss(stem):
    labels = torch.tensor([0, 3])
    before, after = losses_of_a_step(
        classifier(stem=stem),
        torch.rand(2, 3, 32, 48),
        lambda network, image: functional.cross_entropy(network(image), labels),
        1e-3,
    )
    assert after < before


def test_hybrid_on_a_resnet_answers():
    with torch.device("meta"):
        network = ViTClassifier(dataclasses.replace(SMALL, stem="resnet"), n_classes=5).eval()
        assert network(torch.zeros(1, 3, 32, 48)).shape == (1, 5)


@pytest.mark.parametrize("stem", ["patch", "conv"])
def test_export_answers_the_same(stem):
    assert largest_difference(classifier(stem=stem), torch.rand(2, 3, 32, 48)) < 1e-3


def test_the_pretraining_head_has_a_hidden_layer():
    network = ViTClassifier(SMALL, n_classes=5, head="mlp")
    assert [type(layer).__name__ for layer in network.head] == ["Linear", "Tanh", "Linear"]
    assert network(torch.zeros(1, 3, 32, 48)).shape == (1, 5)


def test_a_classifier_needs_the_class_token():
    with pytest.raises(ValueError, match="class token"):
        classifier(class_token=False)


def test_positions_of_a_linear_field_stay_linear_and_the_class_token_stays():
    rows, columns = torch.meshgrid(torch.arange(6.0), torch.arange(8.0), indexing="ij")
    field = torch.stack([rows.flatten(), columns.flatten()], dim=-1)[None]
    token = torch.full((1, 1, 2), 7.0)
    resized = resize_position(torch.cat([token, field], 1), (6, 8), (12, 16))
    assert torch.equal(resized[:, :1], token)
    grid = resized[0, 1:].view(12, 16, 2)
    # Cell centres: new cell i lies at (i + 0.5) / 2 - 0.5; borders bend.
    expected = (torch.arange(12) + 0.5) / 2 - 0.5
    assert torch.allclose(grid[4:8, 8, 0], expected[4:8], atol=0.05)
    assert resize_position(field, (6, 8), (6, 8)) is field


def test_loading_at_a_higher_resolution_keeps_all_but_the_new_head():
    torch.manual_seed(2)
    old = ViTClassifier(SMALL, n_classes=5)
    bigger = dataclasses.replace(SMALL, image_size=(64, 96))
    new = ViTClassifier(bigger, n_classes=7)
    left = load_at_resolution(new, old.state_dict(), SMALL, bigger)
    assert left == ["head.0.bias", "head.0.weight"]
    assert new.encoder.position.shape == (1, 1 + 4 * 6, 32)
    # The new head starts at zero: every class is as likely as any other.
    assert torch.equal(new(torch.rand(1, 3, 64, 96)), torch.zeros(1, 7))
    image = torch.rand(1, 3, 64, 96)
    assert torch.allclose(new.encoder.eval()(image)[0], old.encoder.eval()(image)[0], atol=1e-5), (
        "interpolated while loading or while running: the same"
    )


def test_dropped_paths_drop_samples_only_in_training():
    torch.manual_seed(3)
    block = Block(8, 2, 4, drop_path=0.5)
    ones = torch.ones(400, 1, 8)
    kept = block._maybe_dropped(ones)[:, 0, 0]
    assert set(kept.tolist()) == {0.0, 2.0}
    assert kept.mean() == pytest.approx(1, abs=0.2)
    assert block.eval()._maybe_dropped(ones) is ones
