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
        *_, x8, x16 = backbone(image)
        *_, y8, y16 = fuse(backbone)(image)
    assert x8.shape == (1, backbone.channels[0], 4, 6)
    assert x16.shape == (1, backbone.channels[1], 2, 3)
    assert torch.allclose(x8, y8, atol=1e-4)
    assert torch.allclose(x16, y16, atol=1e-4)


def test_a_scale_scales_the_channels():
    assert lcnet(0.5).channels == (64, 128)
    assert lcnet(1.5).channels == (192, 384)
