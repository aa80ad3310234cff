import copy

import pytest
import torch
from torch import nn

from mocap_app.training.optimizer import MuonAdamW, make_optimizer, take_over

pytestmark = pytest.mark.torch


def network(seed=0):
    torch.manual_seed(seed)
    layers = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1, groups=32),
        nn.Flatten(),
        nn.Linear(32 * 16, 20),
    )
    for parameter in layers.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return layers


def steps(layers, optimizer, count, seed=1):
    generator = torch.Generator().manual_seed(seed)
    losses = []
    for _ in range(count):
        images = torch.randn(8, 3, 4, 4, generator=generator)
        wanted = images.mean(dim=(1, 2, 3), keepdim=True).flatten(1).expand(8, 20)
        loss = (layers(images) - wanted).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def test_it_learns():
    layers = network()
    losses = steps(layers, MuonAdamW(layers.parameters(), lr=3e-3, weight_decay=0.0), 60)
    assert sum(losses[-10:]) < 0.3 * sum(losses[:10])


def test_a_step_is_nearly_orthogonal_and_as_long_as_one_of_adamw():
    layers = network()
    weight = layers[2].weight
    before = weight.detach().clone()
    steps(layers, MuonAdamW(layers.parameters(), lr=1e-3, weight_decay=0.0), 1)
    move = (weight.detach() - before).flatten(1)
    singular = torch.linalg.svdvals(move)
    assert singular.max() < 2.5 * singular.min()
    assert move.square().mean().sqrt() == pytest.approx(0.2e-3, rel=0.25)


def test_the_order_of_memory_does_not_matter():
    across = network()
    beside, start = copy.deepcopy(across), copy.deepcopy(across)
    for parameter in beside.parameters():
        parameter.data = parameter.data.contiguous()
    for layers in (across, beside):
        steps(layers, MuonAdamW(layers.parameters(), lr=1e-3, weight_decay=0.1), 3)
    parameters = (layers.parameters() for layers in (across, beside, start))
    for one, other, before in zip(*parameters, strict=True):
        # Muon orthogonalises in bfloat16, where the order of sums shows, on some CPUs more.
        assert (one - other).norm() < 0.1 * (one - before).norm()


def test_the_rate_can_change_between_steps():
    layers = network()
    optimizer = MuonAdamW(layers.parameters(), lr=1e-3, weight_decay=0.1)
    before = copy.deepcopy(layers.state_dict())
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    steps(layers, optimizer, 1)
    for name, value in layers.state_dict().items():
        assert torch.equal(value, before[name])


def test_it_goes_on_from_its_state():
    once = network()
    optimizer = MuonAdamW(once.parameters(), lr=1e-3, weight_decay=0.1)
    steps(once, optimizer, 3)
    again = copy.deepcopy(once)
    resumed = MuonAdamW(again.parameters(), lr=1e-3, weight_decay=0.1)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    steps(once, optimizer, 2, seed=5)
    steps(again, resumed, 2, seed=5)
    for one, other in zip(once.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_bfloat16_chooses_and_other_momenta_are_left_out():
    layers = network()
    slow = make_optimizer(layers.parameters(), 1e-3, 0.1, bfloat16=False)
    fast = make_optimizer(layers.parameters(), 1e-3, 0.1, bfloat16=True)
    assert isinstance(slow, torch.optim.AdamW)
    assert isinstance(fast, MuonAdamW)
    steps(layers, slow, 1)
    steps(layers, fast, 1)
    fresh = make_optimizer(layers.parameters(), 1e-3, 0.1, bfloat16=True)
    for state in ({}, slow.state_dict()):
        take_over(fresh, state)
        assert not fresh.state_dict()["adamw"]["state"]
    take_over(fresh, fast.state_dict())
    assert fresh.state_dict()["adamw"]["state"]


def test_a_closure_is_refused():
    optimizer = MuonAdamW(network().parameters(), lr=1e-3, weight_decay=0.0)
    with pytest.raises(NotImplementedError):
        optimizer.step(lambda: 0.0)
