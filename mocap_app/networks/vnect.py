"""VNect: ResNet-50 with location maps (Mehta et al., SIGGRAPH 2017), MoVNect's teacher.

Input: one picture of one person, RGB in [0, 1], sides multiples of 16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from mocap_app.networks.blocks import conv_bn
from mocap_app.networks.decoders import deconv_bn
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.networks.resnet import ResNet, resnet

if TYPE_CHECKING:
    from mocap_app.networks.paper_configs import VNectConfig

_RES4D = 4
"""Blocks of stage 4 up to and including res4d."""


class Res5A(nn.Module):
    """VNect's first block after res4f: 512 inside, 1024 out, with a 1x1 shortcut."""

    def __init__(self, c_in: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv_bn(c_in, 512, 1), conv_bn(512, 512, 3), conv_bn(512, 1024, 1, relu=False)
        )
        self.shortcut = conv_bn(c_in, 1024, 1, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, c_in, h, w) to (B, 1024, h, w)."""
        return functional.relu(self.body(x) + self.shortcut(x))


class VNect(nn.Module):
    """ResNet-50 to res4f, two blocks, two deconvolutions, bone-length features, output maps."""

    def __init__(self, config: VNectConfig, trunk: ResNet | None = None) -> None:
        """Build on ResNet-50, or on another `trunk` that ends at stride 16."""
        super().__init__()
        self.config = config
        n = config.n_keypoints
        self.trunk = trunk if trunk is not None else resnet(50, stages=3)
        c_in = self.trunk.channels[-1]
        self.res5a = Res5A(c_in)
        self.res5b = nn.Sequential(
            conv_bn(1024, 256, 1), conv_bn(256, 128, 3), conv_bn(128, 256, 1)
        )
        self.features = deconv_bn(256, 128)
        self.deltas = nn.ConvTranspose2d(256, 3 * n, 4, 2, 1, bias=False)
        self.head = nn.Sequential(
            conv_bn(128 + 4 * n, 128, 3), nn.Conv2d(128, 4 * n, 1, bias=False)
        )
        self.early = (
            nn.ModuleList([nn.Conv2d(c, 4 * n, 1) for c in (c_in, 1024)])
            if config.intermediate
            else None
        )
        for output in (self.deltas, self.head[-1], *(self.early or ())):
            nn.init.normal_(output.get_parameter("weight"), std=1e-3)

    def forward(self, image: Tensor) -> PoseMaps:
        """Map (B, 3, H, W) to (B, J, H/8, W/8) heatmaps, (B, 3J, H/8, W/8) locations, deltas."""
        return self._maps(self.res5a(self.trunk(image)[-1]))

    def with_intermediate(self, image: Tensor) -> list[PoseMaps]:
        """Return the maps read early, at res4d and res5a (stride 16), then the last ones.

        The paper supervises all three and lowers the weight of the early ones during training.

        Raises:
            ValueError: The configuration has no heads for that.
        """
        if self.early is None:
            raise ValueError("This VNect was built without intermediate supervision.")
        x = self.trunk.stem(image)
        for stage in self.trunk.stages[:-1]:
            x = stage(x)
        blocks = list(self.trunk.stages[-1].children())
        x = nn.Sequential(*blocks[:_RES4D])(x)
        res5a = self.res5a(nn.Sequential(*blocks[_RES4D:])(x))
        n = self.config.n_keypoints
        early = [head(y) for head, y in zip(self.early, (x, res5a), strict=True)]
        return [*(PoseMaps(maps[:, :n], maps[:, n:]) for maps in early), self._maps(res5a)]

    def _maps(self, res5a: Tensor) -> PoseMaps:
        n = self.config.n_keypoints
        x = self.res5b(res5a)
        deltas = self.deltas(x)  # (B, 3J, H/8, W/8)
        squares = deltas.square()
        # The small number keeps the root's slope finite where a bone has no length yet.
        bone_lengths = (
            squares[:, :n] + squares[:, n : 2 * n] + squares[:, 2 * n :] + 1e-6
        ).sqrt()  # (B, J, H/8, W/8)
        maps = self.head(torch.cat([self.features(x), deltas, bone_lengths], dim=1))
        return PoseMaps(maps[:, :n], maps[:, n:], deltas)
