"""The second stage begins as the image network's own answer and learns."""

import pytest
import torch

from mocap_app.core.errors import ModelError
from mocap_app.networks.second_stage import SecondStage, read_second_stage, save_second_stage
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


def test_kept_weights_answer_alike(tmp_path):
    torch.manual_seed(0)
    network = SecondStage(width=32, blocks=1)
    torch.nn.init.normal_(network.shrink.weight)
    path = tmp_path / "new" / "second_stage.pt"
    save_second_stage(network, path)
    seen = torch.randn(4, 27, CHANNELS)
    torch.testing.assert_close(read_second_stage(path)(seen), network.eval()(seen))


def test_a_missing_or_damaged_file_is_named(tmp_path):
    path = tmp_path / "second_stage.pt"
    with pytest.raises(ModelError, match=r"no second stage .*second_stage\.pt"):
        read_second_stage(path)
    path.write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"second_stage\.pt is damaged"):
        read_second_stage(path)
