"""The single-frame lifter: a residual multi-layer perceptron on the keypoints of one picture.

J. Martinez, R. Hossain, J. Romero, J. Little: "A simple yet effective baseline for 3d human pose
estimation", ICCV 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from mocap_app.networks.lifter_config import LifterConfig

MAX_NORM = 1.0
"""Largest Frobenius norm of a weight matrix in the paper's constraint."""


class ResidualBlock(nn.Module):
    """Twice linear, batch norm, ReLU and dropout, with a shortcut around both."""

    def __init__(self, channels: int, dropout: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_layer(channels, channels, dropout), *_layer(channels, channels, dropout)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C) to (B, C)."""
        y: Tensor = x + self.body(x)
        return y


class MartinezLifter(nn.Module):
    """(B, 1, inputs) standardised 2D to (B, 1, outputs, 3) metres relative to the root."""

    def __init__(self, config: LifterConfig) -> None:
        super().__init__()
        self.config = config
        width = config.channels
        self.expand = nn.Sequential(*_layer(config.inputs, width, config.dropout))
        self.blocks = nn.Sequential(
            *[ResidualBlock(width, config.dropout) for _ in range(config.levels - 1)]
        )
        self.shrink = nn.Linear(width, 3 * config.outputs)
        self.direct = (
            nn.Linear(config.inputs, 3 * config.outputs, bias=False) if config.direct else None
        )
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.kaiming_normal_(module.weight)
        start_small(self.shrink)
        if self.direct is not None:
            nn.init.zeros_(self.direct.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, inputs) to (B, T, outputs, 3), each frame on its own."""
        batch, frames = x.shape[:2]
        x = x.reshape(batch * frames, -1)
        hidden = self.blocks(self.expand(x))
        # In full precision even when the layers before are not: half a metre in bfloat16 is right
        # to two millimetres only.
        with torch.autocast(x.device.type, enabled=False):
            answer: Tensor = self.shrink(hidden.float())
            if self.direct is not None:
                answer = answer + self.direct(x.float())
        return answer.reshape(batch, frames, self.config.outputs, 3)

    def forward_strided(self, x: Tensor) -> Tensor:
        """Do the same as `forward`; one frame has no neighbours to stride over."""
        y: Tensor = self(x)
        return y


def start_small(last: nn.Linear | nn.Conv1d) -> None:
    """Let a network's first answers be small: metres from the pelvis are tenths, not ones."""
    nn.init.normal_(last.weight, std=0.01)
    if last.bias is not None:
        nn.init.zeros_(last.bias)


@torch.no_grad()
def constrain_norms(network: nn.Module, limit: float = MAX_NORM) -> None:
    """Scale every weight matrix of linear layers down to a Frobenius norm of at most `limit`.

    The max-norm constraint of the paper's own code, which is not a clipping of gradients. To be
    called after each step of the optimizer; batch norm makes up for the lost scale.
    """
    for module in network.modules():
        if isinstance(module, nn.Linear):
            norm = module.weight.norm()
            module.weight.mul_(torch.clamp(limit / norm.clamp_min(1e-12), max=1.0))


def _layer(c_in: int, c_out: int, dropout: float) -> list[nn.Module]:
    return [nn.Linear(c_in, c_out), nn.BatchNorm1d(c_out), nn.ReLU(), nn.Dropout(dropout)]
