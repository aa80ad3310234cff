"""The lifter over time: dilated convolutions along a sequence of 2D keypoints.

D. Pavllo, C. Feichtenhofer, D. Grangier, M. Auli: "3D human pose estimation in video with temporal
convolutions and semi-supervised training", CVPR 2019. Without padding: T frames in, T - R + 1 out,
where R is the receptive field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, relu

from mocap_app.networks.lifter import MartinezLifter, start_small

if TYPE_CHECKING:
    from mocap_app.networks.lifter_config import LifterConfig

WIDTH = 3
"""Frames under each temporal filter."""


class TemporalLifter(nn.Module):
    """One set of weights that runs in two forms.

    `forward` slides over a sequence with dilated filters and answers for every frame that has its
    whole receptive field. `forward_strided` answers for single windows of exactly R frames: filters
    step by their own width, so that nothing is computed that no answer needs. Both agree.
    """

    def __init__(self, config: LifterConfig) -> None:
        super().__init__()
        self.config = config
        width = config.channels
        self.expand = nn.Conv1d(config.inputs, width, WIDTH, bias=False)
        self.expand_norm = nn.BatchNorm1d(width)
        blocks = range(config.levels - 1)
        self.convs = nn.ModuleList(nn.Conv1d(width, width, WIDTH, bias=False) for _ in blocks)
        self.conv_norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in blocks)
        self.mixes = nn.ModuleList(nn.Conv1d(width, width, 1, bias=False) for _ in blocks)
        self.mix_norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in blocks)
        self.shrink = nn.Conv1d(width, 3 * config.outputs, 1)
        start_small(self.shrink)
        self.drop = nn.Dropout(config.dropout)
        self.direct = (
            nn.Conv1d(config.inputs, 3 * config.outputs, config.direct, bias=False)
            if config.direct
            else None
        )
        if self.direct is not None:
            nn.init.zeros_(self.direct.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, inputs) to (B, T - R + 1, outputs, 3) with dilated filters.

        Written as matrix products, as in `forward_strided`: on a CPU a dilated convolution is
        several times slower.
        """
        seen = x
        x = self._layer(self._slid(x, self.expand, 1), self.expand_norm)
        for i, conv in enumerate(self.convs):
            dilation = WIDTH ** (i + 1)
            y = self._layer(self._slid(x, conv, dilation), self.conv_norms[i])
            mixed = linear(y, self.mixes[i].get_parameter("weight")[:, :, 0])
            first = self._kept * dilation
            shortcut = x[:, first : first + y.shape[1]]
            x = shortcut + self._layer(mixed, self.mix_norms[i])
        count = x.shape[1]
        near = torch.cat(
            [
                seen[:, self.config.direct_start + k : self.config.direct_start + k + count]
                for k in range(self.config.direct)
            ]
            or [seen[:, :0]],
            dim=-1,
        )
        return self._answer(x, near)

    def forward_strided(self, x: Tensor) -> Tensor:
        """Map (B, R, inputs) to (B, 1, outputs, 3) with filters that step by their own width.

        Such a convolution is a matrix product on threes of frames put side by side, which runs
        several times faster on a CPU than the convolution.
        """
        seen = x
        x = self._threes(x.reshape(-1, x.shape[-1]), self.expand)
        x = self._layer(x, self.expand_norm)  # (B * R / 3, C)
        for i, conv in enumerate(self.convs):
            shortcut = x.reshape(-1, WIDTH, x.shape[-1])[:, self._kept]
            x = self._layer(self._threes(x, conv), self.conv_norms[i])
            mixed = linear(x, self.mixes[i].get_parameter("weight")[:, :, 0])
            x = shortcut + self._layer(mixed, self.mix_norms[i])
        first, count = self.config.direct_start, self.config.direct
        near = seen[:, first : first + count].flatten(1)
        return self._answer(x[:, None], near[:, None])

    def _layer(self, x: Tensor, norm: nn.Module) -> Tensor:
        """Norm, ReLU and dropout on (..., C)."""
        y: Tensor = self.drop(relu(norm(x.flatten(0, -2))))
        return y.reshape(x.shape)

    def _answer(self, x: Tensor, near: Tensor) -> Tensor:
        """Map (B, A, C), and the (B, A, direct * inputs) frames around, to (B, A, outputs, 3)."""
        # In full precision even when the layers before are not: half a metre in bfloat16 is
        # right to two millimetres only.
        with torch.autocast(x.device.type, enabled=False):
            answer = linear(x.float(), self.shrink.weight[:, :, 0], self.shrink.bias)
            if self.direct is not None:
                weight = self.direct.weight.transpose(1, 2).flatten(1)
                answer = answer + linear(near.float(), weight)
        return answer.reshape(*answer.shape[:2], self.config.outputs, 3)

    @property
    def _kept(self) -> int:
        """Which of the three frames under a filter its shortcut carries on."""
        return WIDTH - 1 if self.config.causal else WIDTH // 2

    @staticmethod
    def _slid(x: Tensor, conv: nn.Module, dilation: int) -> Tensor:
        """Slide a filter over (B, T, C): (B, T - 2 * dilation, C')."""
        weight = conv.get_parameter("weight").transpose(1, 2).flatten(1)  # (C', 3 C)
        count = x.shape[1] - (WIDTH - 1) * dilation
        taps = [x[:, k * dilation : k * dilation + count] for k in range(WIDTH)]
        return linear(torch.cat(taps, dim=-1), weight)

    @staticmethod
    def _threes(x: Tensor, conv: nn.Module) -> Tensor:
        """Filter (N, C) rows, three at a time: (N / 3, C')."""
        weight = conv.get_parameter("weight").transpose(1, 2).flatten(1)  # (C', 3 C)
        return linear(x.reshape(-1, WIDTH * x.shape[-1]), weight)

    def set_norm_momentum(self, momentum: float) -> None:
        """Set the momentum of all batch norms; the paper lets it decay from 0.1 to 0.001."""
        for module in self.modules():
            if isinstance(module, nn.BatchNorm1d):
                module.momentum = momentum


Lifter = TemporalLifter | MartinezLifter


def build_lifter(config: LifterConfig) -> Lifter:
    """Return the untrained network of a configuration."""
    return MartinezLifter(config) if config.kind == "single" else TemporalLifter(config)


def n_parameters(network: nn.Module) -> int:
    """Return how many numbers a network learns."""
    return sum(p.numel() for p in network.parameters())


def pad_edges(x: Tensor, config: LifterConfig) -> Tensor:
    """Repeat the first and last of (B, T, ...) frames so that every frame gets an answer.

    As the paper pads: by edge replication, for a causal network in front only.
    """
    before = config.answer_index
    after = config.receptive_field - 1 - before
    first = x[:, :1].expand(-1, before, *x.shape[2:])
    last = x[:, -1:].expand(-1, after, *x.shape[2:])
    return torch.cat([first, x, last], dim=1)
