"""ResNet trunks (He et al., CVPR 2016), without the classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from mocap_app.networks.blocks import conv_bn

if TYPE_CHECKING:
    from mocap_app.networks.paper_configs import ResNetDepth

STAGE_WIDTHS = (64, 128, 256, 512)
BOTTLENECK_LAYERS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class _Residual(nn.Module):
    """A body and a shortcut, which is a 1x1 convolution where the shape changes."""

    def __init__(self, body: nn.Sequential, c_in: int, c_out: int, stride: int) -> None:
        super().__init__()
        self.body = body
        same = stride == 1 and c_in == c_out
        self.shortcut = nn.Identity() if same else conv_bn(c_in, c_out, 1, stride, relu=False)
        self.relu = nn.ReLU(inplace=True)
        # Each block starts as its shortcut (Goyal et al., 2017), which steadies the first steps.
        nn.init.zeros_(body[-1].get_parameter("1.weight"))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, c_in, H, W) to (B, c_out, H / stride, W / stride)."""
        y: Tensor = self.relu(self.body(x) + self.shortcut(x))
        return y


def basic_block(c_in: int, width: int, stride: int) -> nn.Module:
    """Return two 3x3 convolutions with a shortcut, `width` channels out."""
    body = nn.Sequential(conv_bn(c_in, width, 3, stride), conv_bn(width, width, 3, relu=False))
    return _Residual(body, c_in, width, stride)


def bottleneck(c_in: int, width: int, stride: int) -> nn.Module:
    """Return 1x1, 3x3, 1x1 convolutions with a shortcut, 4 x `width` channels out."""
    body = nn.Sequential(
        conv_bn(c_in, width, 1),
        # The stride is here, not in the first 1x1, which would throw three quarters away unseen.
        conv_bn(width, width, 3, stride),
        conv_bn(width, 4 * width, 1, relu=False),
    )
    return _Residual(body, c_in, 4 * width, stride)


class ResNet(nn.Module):
    """Stem and up to four stages, at strides 4, 8, 16, 32."""

    def __init__(
        self,
        layers: tuple[int, ...],
        *,
        bottlenecks: bool = True,
        widths: tuple[int, ...] = STAGE_WIDTHS,
    ) -> None:
        """Build as many stages as there are `layers`; `widths` are those inside the blocks."""
        super().__init__()
        block, growth = (bottleneck, 4) if bottlenecks else (basic_block, 1)
        self.stem = nn.Sequential(conv_bn(3, widths[0], 7, 2), nn.MaxPool2d(3, 2, 1))
        stages = []
        c_in = widths[0]
        for i, (count, width) in enumerate(zip(layers, widths, strict=False)):
            blocks = []
            for j in range(count):
                blocks.append(block(c_in, width, 2 if i > 0 and j == 0 else 1))
                c_in = growth * width
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.channels = tuple(growth * width for width in widths[: len(layers)])
        """Channels of each stage's answer."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, image: Tensor) -> list[Tensor]:
        """Map (B, 3, H, W) to the features of every stage, strides 4, 8, 16, 32."""
        x = self.stem(image)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


def resnet(depth: ResNetDepth, stages: int = 4) -> ResNet:
    """Return the first stages of a ResNet of the paper."""
    if depth == 18:
        return ResNet((2, 2, 2, 2)[:stages], bottlenecks=False)
    return ResNet(BOTTLENECK_LAYERS[depth][:stages])
