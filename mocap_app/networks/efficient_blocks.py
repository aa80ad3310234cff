"""Blocks that are cheap on CPUs, and their fusing into what runs after training.

A block that trains with several branches or with batch norms offers `fused()`: the same function
made of fewer layers. `fuse` replaces every such block of a network.
"""

from __future__ import annotations

import copy
from typing import Protocol, cast, runtime_checkable

import torch
from torch import Tensor, nn

from mocap_app.networks.blocks import conv_bn


@runtime_checkable
class Fusable(Protocol):
    """A block that knows its simpler equal."""

    def fused(self) -> nn.Module:
        """Return a module with the same answers in evaluation mode."""


def fuse(network: nn.Module) -> nn.Module:
    """Return a copy of a network in evaluation mode with all its blocks and batch norms fused."""
    fused = copy.deepcopy(network).eval()
    return _fuse_inside(fused)


def _fuse_inside(module: nn.Module) -> nn.Module:
    if isinstance(module, Fusable):
        return module.fused()
    for name, child in list(module.named_children()):
        setattr(module, name, _fuse_inside(child))
    if isinstance(module, nn.Sequential):
        return _fuse_sequence(module)
    return module


def _fuse_sequence(sequence: nn.Sequential) -> nn.Sequential:
    """Fold each batch norm of a sequence into the convolution before it."""
    layers: list[nn.Module] = []
    for layer in sequence:
        if isinstance(layer, nn.BatchNorm2d) and layers and isinstance(layers[-1], nn.Conv2d):
            layers[-1] = fold(layers[-1], layer)
        else:
            layers.append(layer)
    return nn.Sequential(*layers)


def fold(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> nn.Conv2d:
    """Return one convolution equal to a convolution and its batch norm in evaluation mode."""
    kernel, bias = folded_kernel(conv.weight, norm)
    if conv.bias is not None:
        scale, _ = _scale_and_mean(norm)
        bias = bias + conv.bias.detach() * scale
    return _conv(kernel, bias, conv)


def folded_kernel(weight: Tensor, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return kernel (O, I, k, k) and bias (O,) of a convolution without bias and its norm."""
    scale, mean = _scale_and_mean(norm)
    return weight.detach() * scale[:, None, None, None], norm.bias.detach() - mean * scale


def _scale_and_mean(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    mean, variance = norm.running_mean, norm.running_var
    if mean is None or variance is None:
        raise ValueError("Only a batch norm that tracks its statistics can be folded.")
    return norm.weight.detach() / (variance + norm.eps).sqrt(), mean


def _conv(kernel: Tensor, bias: Tensor, like: nn.Conv2d) -> nn.Conv2d:
    conv = copy.deepcopy(like)
    conv.weight = nn.Parameter(kernel)
    conv.bias = nn.Parameter(bias)
    return conv


class RepVGGBlock(nn.Module):
    """3x3, 1x1 and identity branches that become one 3x3 convolution (Ding et al., CVPR 2021)."""

    def __init__(self, c_in: int, c_out: int, stride: int = 1) -> None:
        super().__init__()
        self.wide = conv_bn(c_in, c_out, 3, stride, relu=False)
        self.narrow = conv_bn(c_in, c_out, 1, stride, relu=False)
        same = stride == 1 and c_in == c_out
        self.identity = nn.BatchNorm2d(c_in) if same else None
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, c_in, H, W) to (B, c_out, H / stride, W / stride)."""
        y = self.wide(x) + self.narrow(x)
        if self.identity is not None:
            y = y + self.identity(x)
        answer: Tensor = self.relu(y)
        return answer

    def fused(self) -> nn.Module:
        """Return the one convolution that the branches add up to, and the ReLU."""
        conv, norm = cast("tuple[nn.Conv2d, nn.BatchNorm2d]", tuple(self.wide))
        kernel, bias = folded_kernel(conv.weight, norm)
        narrow, narrow_norm = cast("tuple[nn.Conv2d, nn.BatchNorm2d]", tuple(self.narrow))
        point, point_bias = folded_kernel(narrow.weight, narrow_norm)
        kernel = kernel + nn.functional.pad(point, (1, 1, 1, 1))
        bias = bias + point_bias
        if self.identity is not None:
            n = conv.in_channels
            eye = torch.eye(n, device=kernel.device, dtype=kernel.dtype)[:, :, None, None]
            same, same_bias = folded_kernel(nn.functional.pad(eye, (1, 1, 1, 1)), self.identity)
            kernel, bias = kernel + same, bias + same_bias
        return nn.Sequential(_conv(kernel, bias, conv), nn.ReLU(inplace=True))


class SqueezeExcite(nn.Module):
    """Channels weighed by what the whole picture holds (Hu et al., CVPR 2018)."""

    def __init__(self, channels: int, reduction: int = 4) -> None:
        super().__init__()
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, channels // reduction, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels // reduction, channels, 1),
            nn.Hardsigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to the same shape."""
        y: Tensor = x * self.weigh(x)
        return y


def lcnet_block(
    c_in: int, c_out: int, kernel: int = 3, stride: int = 1, *, squeeze: bool = False
) -> nn.Sequential:
    """Return PP-LCNet's block (Cui et al., 2021): depthwise, 1x1, h-swish, no shortcut."""
    depthwise = conv_bn(c_in, c_in, kernel, stride, groups=c_in, relu=False)
    pointwise = conv_bn(c_in, c_out, 1, relu=False)
    middle = [SqueezeExcite(c_in)] if squeeze else []
    return nn.Sequential(
        *depthwise, nn.Hardswish(inplace=True), *middle, *pointwise, nn.Hardswish(inplace=True)
    )


class UniversalInvertedBottleneck(nn.Module):
    """MobileNetV4's block (Qin et al., ECCV 2024): optional depthwise, expand, depthwise, project.

    With only the second depthwise it is MobileNetV2's inverted residual, with only the first
    ConvNeXt's block, with none a feed-forward layer.
    """

    def __init__(
        self, c_in: int, c_out: int, *, first: int, second: int, expansion: int, stride: int = 1
    ) -> None:
        """Build the block; `first` and `second` are kernel sizes, 0: no such layer."""
        super().__init__()
        hidden = expansion * c_in
        layers: list[nn.Module] = []
        if first:
            early = 1 if second else stride
            layers += conv_bn(c_in, c_in, first, early, groups=c_in, relu=False)
        layers += conv_bn(c_in, hidden, 1)
        if second:
            layers += conv_bn(hidden, hidden, second, stride, groups=hidden)
        layers += conv_bn(hidden, c_out, 1, relu=False)
        self.body = nn.Sequential(*layers)
        self.residual = stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, c_in, H, W) to (B, c_out, H / stride, W / stride)."""
        y: Tensor = self.body(x)
        return x + y if self.residual else y
