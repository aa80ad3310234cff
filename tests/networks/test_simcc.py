"""The SimCC head learns positions that its decoder reads."""

import torch

from mocap_app.inference.decoding import simcc
from mocap_app.networks.simcc import SimCCHead
from mocap_app.training.heatmap_losses import simcc_loss
from tests.support.onnx_parity import largest_difference


def test_shapes_and_parity():
    head = SimCCHead(8, 5, (4, 3), (64, 48))
    across, down = head(torch.rand(2, 8, 4, 3))
    assert across.shape == (2, 5, 96)
    assert down.shape == (2, 5, 128)
    assert largest_difference(head, torch.rand(2, 8, 4, 3)) < 1e-3


def test_it_learns_a_batch_by_heart():
    torch.manual_seed(0)
    head = SimCCHead(8, 3, (4, 4), (32, 32))
    features = torch.randn(2, 8, 4, 4)
    pixels = torch.rand(2, 3, 2) * 31
    weight = torch.ones(2, 3)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.05)
    for _ in range(150):
        x, y = head(features)
        loss = sum(
            simcc_loss(logits, pixels[..., axis], weight, 1.0, 2.0)
            for axis, logits in enumerate((x, y))
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    read, score = simcc(x.detach().numpy(), y.detach().numpy())
    assert abs(read - pixels.numpy()).max() < 1
    assert score.min() > 0.1
