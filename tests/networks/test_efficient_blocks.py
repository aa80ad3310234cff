"""Fused blocks answer what the trained ones do."""

import pytest
import torch
from torch import nn

from mocap_app.networks.blocks import conv_bn
from mocap_app.networks.efficient_blocks import (
    RepVGGBlock,
    SqueezeExcite,
    UniversalInvertedBottleneck,
    fuse,
    lcnet_block,
)
from tests.support.learning import losses_of_a_step

BLOCKS = {
    "plain": lambda: conv_bn(6, 8, 3, 2),
    "with bias": lambda: nn.Sequential(nn.Conv2d(6, 8, 1), nn.BatchNorm2d(8)),
    "RepVGG": lambda: RepVGGBlock(6, 6),
    "RepVGG stride 2": lambda: RepVGGBlock(6, 8, 2),
    "LCNet": lambda: lcnet_block(6, 8, 5, 2, squeeze=True),
    "MobileNetV4, two depthwise": lambda: UniversalInvertedBottleneck(
        6, 8, first=5, second=3, expansion=3, stride=2
    ),
    "MobileNetV4, inverted residual": lambda: UniversalInvertedBottleneck(
        6, 6, first=0, second=3, expansion=2
    ),
    "MobileNetV4, ConvNeXt-like": lambda: UniversalInvertedBottleneck(
        6, 8, first=3, second=0, expansion=4, stride=2
    ),
    "nested": lambda: nn.Sequential(RepVGGBlock(6, 6), nn.Sequential(conv_bn(6, 4))),
}


def trained(block: nn.Module) -> nn.Module:
    """Return the block with statistics and scales as after some training."""
    generator = torch.Generator().manual_seed(2)
    for module in block.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
                tensor.data.uniform_(0.5, 1.5, generator=generator)
    return block.eval()


@pytest.mark.parametrize("name", BLOCKS)
def test_fused_answers_are_the_same(name):
    torch.manual_seed(0)
    block = trained(BLOCKS[name]())
    x = torch.randn(2, 6, 12, 10)
    fused = fuse(block)
    assert not any(isinstance(m, nn.BatchNorm2d) for m in fused.modules())
    assert torch.allclose(fused(x), block(x), atol=1e-5)


def test_repvgg_becomes_one_convolution():
    fused = fuse(RepVGGBlock(6, 6))
    assert [type(m).__name__ for m in fused] == ["Conv2d", "ReLU"]


def test_fusing_leaves_the_trained_network_alone():
    block = RepVGGBlock(4, 4)
    fuse(block)
    assert block.training
    assert isinstance(block.identity, nn.BatchNorm2d)


def test_strides_and_shortcuts():
    x = torch.randn(1, 8, 12, 12)
    uib = UniversalInvertedBottleneck(8, 8, first=3, second=3, expansion=2)
    assert uib.residual
    assert uib(x).shape == x.shape
    down = UniversalInvertedBottleneck(8, 12, first=3, second=3, expansion=2, stride=2)
    assert not down.residual
    assert down(x).shape == (1, 12, 6, 6)


def test_squeeze_and_excite_weighs_channels_evenly_over_the_picture():
    x = torch.ones(1, 8, 4, 4)
    y = SqueezeExcite(8)(x)
    assert torch.allclose(y, y[:, :, :1, :1].expand_as(y))
    assert bool(((y >= 0) & (y <= 1)).all())


def test_a_step_lowers_the_loss():
    torch.manual_seed(0)
    network = nn.Sequential(RepVGGBlock(3, 8, 2), lcnet_block(8, 8), BLOCKS["plain"]())
    network[2] = UniversalInvertedBottleneck(8, 8, first=3, second=3, expansion=2)
    before, after = losses_of_a_step(
        network, torch.rand(2, 3, 16, 16), lambda n, x: (n(x) - 1).square().mean(), 1e-3
    )
    assert after < before
