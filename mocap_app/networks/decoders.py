"""From features to maps: the decoders of Simple Baselines and ViTPose.

Both answer heatmaps at stride 4 and, if asked, location maps at stride 8.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn import functional

from mocap_app.networks.pose_maps import PoseMaps

if TYPE_CHECKING:
    from collections.abc import Sequence

_OUTPUT_STD = 1e-3


def deconv_bn(c_in: int, c_out: int) -> nn.Sequential:
    """Return a 4x4 stride-2 transposed convolution, batch norm and ReLU: twice the size."""
    deconv = nn.ConvTranspose2d(c_in, c_out, 4, 2, 1, bias=False)
    nn.init.normal_(deconv.weight, std=_OUTPUT_STD)
    return nn.Sequential(deconv, nn.BatchNorm2d(c_out), nn.ReLU(inplace=True))


def output_conv(c_in: int, c_out: int, kernel: int = 1) -> nn.Conv2d:
    """Return the last convolution of a network, which starts with flat maps."""
    conv = nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2)
    nn.init.normal_(conv.weight, std=_OUTPUT_STD)
    if conv.bias is not None:
        nn.init.zeros_(conv.bias)
    return conv


class ClassicDecoder(nn.Module):
    """Deconvolutions, each to twice the size, and a 1x1 convolution.

    Three after a ResNet at stride 32 (Xiao et al., ECCV 2018), two after a transformer at
    stride 16 (Xu et al., NeurIPS 2022).
    """

    def __init__(
        self, c_in: int, channels: Sequence[int], n_keypoints: int, *, locations: bool
    ) -> None:
        super().__init__()
        widths = [c_in, *channels]
        self.coarse = nn.Sequential(*(deconv_bn(a, b) for a, b in pairwise(widths[:-1])))
        self.fine = deconv_bn(*widths[-2:])
        self.heatmaps = output_conv(widths[-1], n_keypoints)
        # Location maps are smooth: the second last size is enough, at a quarter of the cost.
        self.locations = output_conv(widths[-2], 3 * n_keypoints) if locations else None

    def forward(self, x: Tensor) -> PoseMaps:
        """Map (B, c_in, h, w) to the maps of the picture."""
        coarse = self.coarse(x)
        locations = self.locations(coarse) if self.locations is not None else None
        return PoseMaps(self.heatmaps(self.fine(coarse)), locations)


class SimpleDecoder(nn.Module):
    """ReLU, bilinear upsampling and one 3x3 convolution (Xu et al., NeurIPS 2022).

    A transformer does nearly as well with it as with deconvolutions, a ResNet far worse.
    """

    def __init__(self, c_in: int, n_keypoints: int, *, locations: bool) -> None:
        super().__init__()
        self.heatmaps = output_conv(c_in, n_keypoints, 3)
        self.locations = output_conv(c_in, 3 * n_keypoints, 3) if locations else None

    def forward(self, x: Tensor) -> PoseMaps:
        """Map (B, c_in, h, w) at stride 16 to the maps of the picture."""
        x = functional.relu(x)
        locations = self.locations(_upsample(x, 2)) if self.locations is not None else None
        return PoseMaps(self.heatmaps(_upsample(x, 4)), locations)


def _upsample(x: Tensor, factor: int) -> Tensor:
    return functional.interpolate(
        x, scale_factor=float(factor), mode="bilinear", align_corners=False
    )
