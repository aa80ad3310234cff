"""The networks have the sizes of the papers, learn, and survive their export."""

import dataclasses

import numpy as np
import pytest
import torch

from mocap_app.networks.config import CONFIGS, FINE, MOBILE, PAPER, PLAIN, STRIDE
from mocap_app.networks.movnect import MoVNect
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.training.losses import LossConfig, Targets, movnect_loss, softmax_loss

CONFIGURATIONS = pytest.mark.parametrize(
    "config",
    [MOBILE, FINE, dataclasses.replace(FINE, attention=1)],
    ids=["mobilenetv2", "fine", "attention"],
)


def parameters(network: torch.nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def targets_for(batch: int, joints: int, size: int) -> Targets:
    generator = torch.Generator().manual_seed(3)
    return Targets(
        torch.rand(batch, joints, 2, generator=generator) * size,
        torch.ones(batch, joints),
        torch.randn(batch, joints, 3, generator=generator) * 0.3,
        torch.ones(batch, joints),
    )


def test_paper_form_has_the_published_size():
    # 1.124 M by the layer table; the paper prints 1.03 M.
    assert parameters(MoVNect(PAPER)) == pytest.approx(1.124e6, rel=0.03)
    backbone = MoVNect(PAPER).backbone
    assert parameters(backbone) == pytest.approx(542_528, rel=0.01)


@pytest.mark.parametrize("name", CONFIGS)
def test_maps_have_their_strides(name):
    config = CONFIGS[name]
    network = MoVNect(config).eval()
    maps = network(torch.zeros(2, 3, 96, 64))
    n, stride = config.n_keypoints, config.heatmap_stride
    assert maps.heatmaps.shape == (2, n, 96 // stride, 64 // stride)
    assert maps.locations.shape == (2, 3 * n, 96 // STRIDE, 64 // STRIDE)
    assert maps.deltas.shape == maps.locations.shape


@CONFIGURATIONS
def test_training_steps_lower_the_loss(config):
    torch.manual_seed(0)
    network = MoVNect(config)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3)
    image, targets = torch.rand(2, 3, 64, 64), targets_for(2, 27, 64)
    history = []
    for _ in range(8):
        terms = softmax_loss(network(image), targets, config.parents, 64, LossConfig())
        loss = sum(terms.values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(float(loss.detach()))
    assert history[-1] < 0.9 * history[0]


def test_paper_loss_counts_what_is_labelled_and_follows_a_teacher():
    targets = targets_for(2, 15, 64)
    maps = PoseMaps(torch.randn(2, 15, 8, 8), torch.randn(2, 45, 8, 8))
    unlabelled = targets._replace(weight_2d=torch.zeros(2, 15), weight_3d=torch.zeros(2, 15))
    assert float(movnect_loss(maps, unlabelled)) == 0
    assert float(movnect_loss(maps, targets)) > 0
    # A student equal to its teacher pays only for the labels, at half the weight.
    alone = float(movnect_loss(maps, targets))
    assert float(movnect_loss(maps, targets, teacher=maps)) == pytest.approx(alone / 2, rel=1e-5)


def test_bone_length_features_reach_the_head():
    network = MoVNect(dataclasses.replace(PLAIN, parents=PAPER.parents)).eval()
    image = torch.rand(1, 3, 64, 64)
    before = network(image)[0]
    with torch.no_grad():
        network.deltas.bias += 1.0
    assert not torch.allclose(before, network(image)[0])


@CONFIGURATIONS
def test_onnx_answers_as_torch_does(config, tmp_path):
    import onnxruntime

    from mocap_app.networks.onnx_export import export_onnx

    torch.manual_seed(1)
    network = MoVNect(config).train()
    for _ in range(3):  # batch norm statistics away from their start
        network(torch.rand(4, 3, 64, 64))
    network.eval()
    layers = [network.head[-1], network.deltas]
    if network.context is not None:
        layers += [network.context.position, network.context.blocks[0].attention.project]
    for layer in layers:
        torch.nn.init.normal_(layer.weight, std=0.1)
    path = tmp_path / "network.onnx"
    export_onnx(network, path, 64)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    image = torch.rand(3, 3, 64, 64)
    answers = session.run(["heatmaps", "locations"], {"image": image.numpy()})
    with torch.inference_mode():
        expected = network(image)
    for answer, truth in zip(answers, expected[:2], strict=True):
        assert np.ptp(truth.numpy()) > 0.1
        assert np.abs(answer - truth.numpy()).max() < 1e-3
