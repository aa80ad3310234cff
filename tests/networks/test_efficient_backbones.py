"""Every candidate backbone fits a MoVNect head and fuses to the same answers."""

import pytest
import torch

from mocap_app.networks.efficient_backbones import BACKBONES, lcnet
from mocap_app.networks.efficient_blocks import fuse


@pytest.mark.parametrize("name", BACKBONES)
def test_strides_channels_and_fusing(name):
    torch.manual_seed(0)
    backbone = BACKBONES[name]().eval()
    image = torch.rand(1, 3, 32, 48)
    with torch.no_grad():
        features, fused = backbone(image), fuse(backbone)(image)
    channels = (backbone.stride4_channels, *backbone.channels)
    assert [f.shape for f in features] == [
        (1, c, 32 // stride, 48 // stride) for c, stride in zip(channels, (4, 8, 16), strict=True)
    ]
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(features, fused, strict=True))


def test_a_scale_scales_the_channels():
    assert lcnet(0.5).channels == (64, 128)
    assert lcnet(1.5).channels == (192, 384)
