"""MoVNect: heatmaps and root-relative location maps in one pass (Hwang et al., WACV 2020).

Input: one picture of one person, RGB in [0, 1]. Output per keypoint: a heatmap and three location
maps X, Y, Z, in which every cell holds the keypoint's pelvis-relative coordinate in metres.

The fine form answers for four heatmap cells per cell of its features (sub-pixel convolution, Shi et
al., CVPR 2016): heatmaps at stride 4 for the price of stride 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from mocap_app.networks.blocks import BasicBlock, InvertedResidual, conv_bn
from mocap_app.networks.config import STRIDE
from mocap_app.networks.global_context import GlobalContext
from mocap_app.networks.pose_maps import PoseMaps

if TYPE_CHECKING:
    from mocap_app.networks.config import MoVNectConfig

# MobileNetV2, width 1.0, up to block 12: expansion, channels, repeats, stride of the first.
_MOBILENETV2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1))


class MobileNetV2Backbone(nn.Module):
    """MobileNetV2 cut after its last 96-channel block, at stride 16."""

    stride4_channels = 24
    channels = (32, 96)
    """Channels at strides 8 and 16."""

    def __init__(self) -> None:
        super().__init__()
        stages: list[nn.Sequential] = []
        c_in = 32
        for expansion, channels, repeats, stride in _MOBILENETV2:
            blocks = []
            for i in range(repeats):
                blocks.append(InvertedResidual(c_in, channels, stride if i == 0 else 1, expansion))
                c_in = channels
            stages.append(nn.Sequential(*blocks))
        self.to_stride4 = nn.Sequential(conv_bn(3, 32, 3, 2), *stages[:2])
        self.to_stride8 = stages[2]
        self.to_stride16 = nn.Sequential(*stages[3:])

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (B, 3, H, W) to features at strides 4, 8 and 16."""
        x4: Tensor = self.to_stride4(image)
        x8: Tensor = self.to_stride8(x4)
        return x4, x8, self.to_stride16(x8)


class PlainBackbone(nn.Module):
    """Residual network of full 3x3 convolutions, which CPUs train fastest."""

    def __init__(self, widths: tuple[int, int, int, int], depths: tuple[int, int, int]) -> None:
        super().__init__()
        w2, w4, w8, w16 = widths
        self.channels = (w8, w16)
        self.stride4_channels = w4
        self.to_stride4 = nn.Sequential(
            conv_bn(3, w2, 3, 2),
            conv_bn(w2, w4, 3, 2),
            *(BasicBlock(w4) for _ in range(depths[0])),
        )
        self.to_stride8 = nn.Sequential(
            conv_bn(w4, w8, 3, 2), *(BasicBlock(w8) for _ in range(depths[1]))
        )
        self.to_stride16 = nn.Sequential(
            conv_bn(w8, w16, 3, 2), *(BasicBlock(w16) for _ in range(depths[2]))
        )

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (B, 3, H, W) to features at strides 4, 8 and 16."""
        x4: Tensor = self.to_stride4(image)
        x8: Tensor = self.to_stride8(x4)
        return x4, x8, self.to_stride16(x8)


class Block13A(nn.Module):
    """First block of the head: 368 depthwise, 256 out, with a 1x1 shortcut."""

    def __init__(self, c_in: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv_bn(c_in, 368, 1),
            conv_bn(368, 368, 3, groups=368),
            conv_bn(368, 256, 1, relu=False),
        )
        self.shortcut = conv_bn(c_in, 256, 1, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, c_in, h, w) to (B, 256, h, w)."""
        return functional.relu(self.body(x) + self.shortcut(x))


class MoVNect(nn.Module):
    """Backbone, block 13, feature and delta branches, bone-length features, output maps."""

    def __init__(self, config: MoVNectConfig) -> None:
        super().__init__()
        self.config = config
        n = config.n_keypoints
        backbone: MobileNetV2Backbone | PlainBackbone = (
            MobileNetV2Backbone()
            if config.backbone == "mobilenetv2"
            else PlainBackbone(config.plain_widths, config.plain_depths)
        )
        self.backbone = backbone
        c8, c16 = backbone.channels
        self.context = GlobalContext(c16, config.attention) if config.attention else None
        self.block13a = Block13A(c16)
        self.block13b = nn.Sequential(
            conv_bn(256, 192, 1), conv_bn(192, 192, 3, groups=192), conv_bn(192, 192, 1)
        )
        self.features = conv_bn(192, 128, 3)
        self.deltas = nn.Conv2d(192, 3 * n, 3, padding=1)
        self.lateral = conv_bn(c8, config.lateral, 1) if config.lateral else None
        self.detail = (
            conv_bn(4 * backbone.stride4_channels, config.detail, 1) if config.detail else None
        )
        self.fold = STRIDE // config.heatmap_stride  # heatmap cells per feature cell and axis
        merged = 128 + 4 * n + config.lateral + config.detail
        outputs = (self.fold**2 + 3) * n
        self.head = nn.Sequential(
            conv_bn(merged, 128, 1), conv_bn(128, 128, 3, groups=128), nn.Conv2d(128, outputs, 1)
        )
        self.refine = nn.Sequential(*(BasicBlock(128) for _ in range(config.refine)))
        _initialise(self)
        if self.context is not None:
            self.context.start_as_identity()

    def forward(self, image: Tensor) -> PoseMaps:
        """Map (B, 3, H, W) RGB in [0, 1] to heatmaps at `heatmap_stride`, the rest at stride 8."""
        x4, x8, x16 = self.backbone(image)
        if self.context is not None:
            x16 = self.context(x16)
        x = self.block13b(self.block13a(x16))
        if self.config.branch == "after":
            x = _upsample(x)
            features, deltas = self.features(x), self.deltas(x)
        else:
            features, deltas = _upsample(self.features(x)), _upsample(self.deltas(x))
        n = self.config.n_keypoints
        dx, dy, dz = deltas[:, :n], deltas[:, n : 2 * n], deltas[:, 2 * n :]
        # The L1 length of VNect's bone feature: no root on a phone's CPU, as the paper chose.
        bone_lengths = dx.abs() + dy.abs() + dz.abs()  # (B, J, H/8, W/8)
        parts = [features, deltas, bone_lengths]
        if self.lateral is not None:
            parts.append(self.lateral(x8))
        if self.detail is not None:
            parts.append(_of_four_cells(self.detail, x4))
        merge, *answer = self.head
        answers = self.refine(merge(torch.cat(parts, dim=1)))
        for layer in answer:
            answers = layer(answers)
        heatmaps = answers[:, : -3 * n]  # keypoint-major: its `fold` x `fold` cells together
        if self.fold > 1:
            heatmaps = functional.pixel_shuffle(heatmaps, self.fold)
        return PoseMaps(heatmaps, answers[:, -3 * n :], deltas)


def _of_four_cells(layers: nn.Sequential, x: Tensor) -> Tensor:
    """Run a 1x1 convolution of the channels of 2x2 cells put together, and what follows it.

    As a 2x2 convolution it needs no shuffled copy of its input: 4 % of the network's time.
    """
    convolution, *others = layers
    weight = convolution.get_parameter("weight")
    y = functional.conv2d(x, weight.reshape(len(weight), x.shape[1], 2, 2), stride=2)
    for layer in others:
        y = layer(y)
    return y


def _upsample(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def _initialise(network: nn.Module) -> None:
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                # Output layers: start with flat maps.
                nn.init.normal_(module.weight, std=1e-3)
                nn.init.zeros_(module.bias)
