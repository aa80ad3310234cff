"""Attention behind a backbone adds nothing at first and reaches everywhere later."""

import torch

from mocap_app.networks.global_context import GlobalContext


def _features(height: int = 4, width: int = 6) -> torch.Tensor:
    return torch.rand(2, 64, height, width, generator=torch.Generator().manual_seed(2))


def test_it_starts_as_the_identity_at_any_size() -> None:
    context = GlobalContext(64, depth=2)
    context.start_as_identity()
    for size in ((4, 6), (9, 5)):
        x = _features(*size)
        torch.testing.assert_close(context(x), x)


def test_every_part_of_it_learns_from_there() -> None:
    context = GlobalContext(64, depth=1)
    context.start_as_identity()
    optimizer = torch.optim.SGD(context.parameters(), lr=0.1)
    for _ in range(2):  # the first step moves the last layers, the second all before them
        optimizer.zero_grad()
        context(_features()).square().mean().backward()
        optimizer.step()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in context.parameters())


def test_one_corner_hears_of_the_other() -> None:
    torch.manual_seed(1)
    context = GlobalContext(64, depth=1).eval()
    x = _features()
    changed = x.clone()
    changed[:, :, -1, -1] += 1
    with torch.no_grad():
        difference = (context(changed) - context(x)).abs().amax(dim=1)  # (2, 4, 6)
    assert (difference[:, 0, 0] > 1e-5).all()


def test_places_are_told_apart() -> None:
    """The same features everywhere get different answers at the border and in the middle."""
    torch.manual_seed(1)
    context = GlobalContext(64, depth=1).eval()
    with torch.no_grad():
        answer = context(torch.ones(1, 64, 5, 5))
    assert not torch.allclose(answer[..., 0, 0], answer[..., 2, 2], rtol=1e-3)
