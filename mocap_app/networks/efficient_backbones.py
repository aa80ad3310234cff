"""Candidate backbones for the student; their last answers are features at strides 8 and 16.

Compare them with `mocap-app train time`; what they cost is in the model card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from mocap_app.networks.blocks import InvertedResidual, conv_bn
from mocap_app.networks.efficient_blocks import (
    RepVGGBlock,
    UniversalInvertedBottleneck,
    lcnet_block,
)
from mocap_app.networks.movnect import MobileNetV2Backbone, PlainBackbone

if TYPE_CHECKING:
    from collections.abc import Callable

Widths = tuple[int, int, int, int]
Depths = tuple[int, int, int]
Ends = tuple[int, int, int]
PLAIN_WIDTHS = (16, 32, 64, 160)


class Backbone(nn.Module):
    """Three stages, to strides 4, 8 and 16, with the face of MoVNect's own backbones."""

    def __init__(
        self, stages: tuple[list[nn.Module], list[nn.Module], list[nn.Module]], widths: Ends
    ) -> None:
        """Build from the layers to strides 4, 8 and 16, whose last channels are `widths`."""
        super().__init__()
        self.to_stride4, self.to_stride8, self.to_stride16 = (nn.Sequential(*s) for s in stages)
        self.stride4_channels = widths[0]
        self.channels = widths[1:]
        """Channels at strides 8 and 16."""

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (B, 3, H, W) to features at strides 4, 8 and 16."""
        x4: Tensor = self.to_stride4(image)
        x8: Tensor = self.to_stride8(x4)
        return x4, x8, self.to_stride16(x8)


def repvgg(widths: Widths = PLAIN_WIDTHS, depths: Depths = (2, 4, 6)) -> Backbone:
    """Return RepVGG blocks; `depths` counts them at strides 4, 8, 16."""
    w2, w4, w8, w16 = widths

    def stage(c_in: int, c_out: int, depth: int) -> list[nn.Module]:
        return [RepVGGBlock(c_in, c_out, 2), *(RepVGGBlock(c_out, c_out) for _ in range(depth - 1))]

    return Backbone(
        (
            [conv_bn(3, w2, 3, 2), *stage(w2, w4, depths[0])],
            stage(w4, w8, depths[1]),
            stage(w8, w16, depths[2]),
        ),
        (w4, w8, w16),
    )


def lcnet(scale: float = 1.0) -> Backbone:
    """Return PP-LCNet up to its last 256-channel block, at stride 16."""
    c16, c32, c64, c128, c256 = (
        max(8, int(scale * c + 4) // 8 * 8) for c in (16, 32, 64, 128, 256)
    )
    stem = [conv_bn(3, c16, 3, 2, relu=False), nn.Hardswish(inplace=True)]
    last = lcnet_block(c256, c256, 5, squeeze=True)
    return Backbone(
        (
            [
                *stem,
                lcnet_block(c16, c32),
                lcnet_block(c32, c64, stride=2),
                lcnet_block(c64, c64),
            ],
            [lcnet_block(c64, c128, stride=2), lcnet_block(c128, c128)],
            [
                lcnet_block(c128, c256, stride=2),
                *(lcnet_block(c256, c256, 5) for _ in range(4)),
                last,
            ],
        ),
        (c64, c128, c256),
    )


def mobilenetv4() -> Backbone:
    """Return MobileNetV4-conv-small up to its last 96-channel block, at stride 16."""
    uib = UniversalInvertedBottleneck
    return Backbone(
        (
            [conv_bn(3, 32, 3, 2), conv_bn(32, 32, 3, 2), conv_bn(32, 32, 1)],
            [conv_bn(32, 96, 3, 2), conv_bn(96, 64, 1)],
            [
                uib(64, 96, first=5, second=5, expansion=3, stride=2),
                *(uib(96, 96, first=0, second=3, expansion=2) for _ in range(4)),
                uib(96, 96, first=3, second=0, expansion=4),
            ],
        ),
        (32, 64, 96),
    )


def plain_thin() -> Backbone:
    """Return inverted residuals where the picture is large and re-parameterised 3x3 after them."""
    return Backbone(
        (
            [conv_bn(3, 16, 3, 2), InvertedResidual(16, 24, 2, 4), InvertedResidual(24, 24, 1, 4)],
            [conv_bn(24, 64, 3, 2), RepVGGBlock(64, 64), RepVGGBlock(64, 64)],
            [RepVGGBlock(64, 160, 2), *(RepVGGBlock(160, 160) for _ in range(3))],
        ),
        (24, 64, 160),
    )


BACKBONES: dict[str, Callable[[], nn.Module]] = {
    "plain": lambda: PlainBackbone(PLAIN_WIDTHS, (1, 2, 3)),
    "plain_wide": lambda: PlainBackbone((24, 48, 96, 192), (1, 2, 3)),
    "repvgg": repvgg,
    "repvgg_short": lambda: repvgg(depths=(1, 2, 4)),
    "repvgg_wide": lambda: repvgg((24, 48, 96, 192), (1, 2, 4)),
    "plain_thin": plain_thin,
    "lcnet_x0.5": lambda: lcnet(0.5),
    "lcnet_x1.0": lcnet,
    "lcnet_x1.5": lambda: lcnet(1.5),
    "mobilenetv2": MobileNetV2Backbone,
    "mobilenetv4": mobilenetv4,
}
"""Candidate by name."""
