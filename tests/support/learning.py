"""Does a network learn?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable


def losses_of_a_step(
    network: nn.Module, image: Tensor, loss: Callable[[nn.Module, Tensor], Tensor], rate: float
) -> tuple[float, float]:
    """Return the loss on a batch before and after one training step on that batch."""
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate)
    before = loss(network, image)
    before.backward()
    optimizer.step()
    with torch.no_grad():
        return float(before), float(loss(network, image))


def map_loss(network: nn.Module, image: Tensor) -> Tensor:
    """Distance of all maps of a network to fixed random ones."""
    generator = torch.Generator().manual_seed(5)
    total = torch.zeros(())
    for maps in network(image):
        if maps is not None:
            target = torch.rand(maps.shape[1:], generator=generator)
            total = total + (maps - target).square().mean()
    return total
