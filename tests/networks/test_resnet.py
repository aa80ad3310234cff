"""The trunks: strides, and blocks that start as their shortcuts."""

import torch

from mocap_app.networks.resnet import ResNet, basic_block, bottleneck


def test_strides_and_channels():
    trunk = ResNet((1, 1, 1, 1), widths=(4, 8, 8, 16)).eval()
    features = trunk(torch.zeros(1, 3, 64, 96))
    assert trunk.channels == (16, 32, 32, 64)
    assert [f.shape[1:] for f in features] == [
        (16, 16, 24), (32, 8, 12), (32, 4, 6), (64, 2, 3)
    ]  # fmt: skip


def test_fewer_stages_end_earlier():
    features = ResNet((1, 1), bottlenecks=False, widths=(4, 8))(torch.zeros(2, 3, 32, 32))
    assert [f.shape[1:] for f in features] == [(4, 8, 8), (8, 4, 4)]


def test_blocks_begin_as_their_shortcut():
    x = torch.rand(2, 16, 6, 6)
    for block in (basic_block(16, 16, 1), bottleneck(16, 4, 1)):
        assert torch.equal(block(x), x)  # x is positive: the ReLU keeps it
