"""A lifter over time that begins as a trained single-frame lifter.

Their layers are alike: a temporal filter whose taps are zero, but for the frame that its shortcut
carries on, is a linear layer on this frame. So a temporal lifter need not learn again what one
frame says; it starts as good as the other and learns what the frames around add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import nn

from mocap_app.core.errors import ModelError

if TYPE_CHECKING:
    from mocap_app.networks.lifter import MartinezLifter, ResidualBlock
    from mocap_app.networks.temporal_lifter import TemporalLifter

_QUIET = 0.1
"""Scale of the blocks that the trained lifter lacks: at zero, a ReLU would never learn."""


@torch.no_grad()
def inflate(single: MartinezLifter, network: TemporalLifter) -> None:
    """Give a temporal lifter the weights of a single-frame one, in place.

    The first answers are those of the single-frame lifter for the answer's own frame; exactly, if
    the temporal one has as many blocks.

    Raises:
        ModelError: Widths, inputs, outputs or the direct layer do not fit, or it has fewer blocks.
    """
    a, b = single.config, network.config
    alike = (a.channels, a.inputs, a.outputs) == (b.channels, b.inputs, b.outputs)
    if not alike or bool(a.direct) != bool(b.direct) or b.levels < a.levels:
        raise ModelError("The single-frame lifter has another shape than the one to be trained.")
    kept = 2 if b.causal else 1
    _tap(cast("nn.Linear", single.expand[0]), network.expand, kept)
    _norm(cast("nn.Linear", single.expand[0]), single.expand[1], network.expand_norm)
    quieten(network, a.levels)
    for i in range(a.levels - 1):
        body = cast("ResidualBlock", single.blocks[i]).body
        first, second = cast("nn.Linear", body[0]), cast("nn.Linear", body[4])
        _tap(first, network.convs[i], kept)
        _norm(first, body[1], network.conv_norms[i])
        _tap(second, network.mixes[i], 0)
        _norm(second, body[5], network.mix_norms[i])
    network.shrink.weight.copy_(single.shrink.weight[:, :, None])
    cast("nn.Parameter", network.shrink.bias).copy_(single.shrink.bias)
    if single.direct is not None and network.direct is not None:
        own = b.answer_index - b.direct_start
        network.direct.weight.zero_()
        network.direct.weight[:, :, own] = single.direct.weight


@torch.no_grad()
def quieten(network: TemporalLifter, levels: int) -> None:
    """Let the blocks beyond `levels` add little at first to a lifter that begins as a trained one.

    What it says with more frames around is then nearly what it said with fewer.
    """
    for norm in list(network.mix_norms)[levels - 1 :]:
        nn.init.constant_(norm.get_parameter("weight"), _QUIET)


def _tap(linear: nn.Linear, conv: nn.Module, tap: int) -> None:
    """Let a filter be a linear layer on one of its frames."""
    weight = conv.get_parameter("weight")
    weight.zero_()
    weight[:, :, tap] = linear.weight


def _norm(linear: nn.Linear, norm: nn.Module, into: nn.Module) -> None:
    """Copy a batch norm; filters have no bias, which it takes away again anyway."""
    into.load_state_dict(norm.state_dict())
    into.get_buffer("running_mean").sub_(linear.bias)
