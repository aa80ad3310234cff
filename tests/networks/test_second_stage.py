"""The second stage begins as the image network's own answer and learns."""

import torch

from mocap_app.networks.second_stage import SecondStage
from mocap_app.networks.second_stage_config import CHANNELS, EXPECTED


def test_the_first_answer_is_the_maps_own():
    network = SecondStage(width=16, blocks=1).eval()
    seen = torch.randn(4, 27, CHANNELS)
    own = seen[..., EXPECTED]
    torch.testing.assert_close(network(seen), own - own[:, :1])


def test_inputs_are_standardised():
    network = SecondStage(width=16, blocks=1)
    seen = torch.randn(500, 27, CHANNELS) * 3 + 2
    seen[:, 5] = 7.0
    network.standardise(seen)
    usual = (seen - network.mean) / network.spread
    rows = [row for row in range(27) if row != 5]
    torch.testing.assert_close(usual[:, rows].std(dim=0), torch.ones(26, CHANNELS))
    assert usual[:, 5].abs().max() < 1e-3  # what never changes does not divide by nothing


def test_a_step_lowers_the_loss():
    torch.manual_seed(0)
    network = SecondStage(width=32, blocks=2, dropout=0.0)
    seen, truth = torch.randn(64, 27, CHANNELS), torch.randn(64, 27, 3)
    truth = truth - truth[:, :1]
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    losses = []
    for _ in range(20):
        loss = (network(seen) - truth).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.9 * losses[0]
