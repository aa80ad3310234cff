"""Simple Baselines: a ResNet and three deconvolutions (Xiao, Wu and Wei, ECCV 2018).

Input: one picture of one person, RGB in [0, 1], sides multiples of 32. The paper's network answers
heatmaps alone; with location maps it can teach a MoVNect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from mocap_app.networks.decoders import ClassicDecoder
from mocap_app.networks.resnet import ResNet, resnet

if TYPE_CHECKING:
    from mocap_app.networks.paper_configs import SimpleBaselineConfig
    from mocap_app.networks.pose_maps import PoseMaps


class SimpleBaseline(nn.Module):
    """ResNet to stride 32, deconvolutions to stride 4, heatmaps; location maps at stride 8."""

    def __init__(self, config: SimpleBaselineConfig, trunk: ResNet | None = None) -> None:
        """Build on the configured ResNet, or on another `trunk` that ends at stride 32."""
        super().__init__()
        self.config = config
        self.trunk = trunk if trunk is not None else resnet(config.depth)
        self.decoder = ClassicDecoder(
            self.trunk.channels[-1],
            config.deconv_channels,
            config.n_keypoints,
            locations=config.locations,
        )

    def features(self, image: Tensor) -> Tensor:
        """Map (B, 3, H, W) to the trunk's last (B, C, H/32, W/32), for feature distillation."""
        last: Tensor = self.trunk(image)[-1]
        return last

    def forward(self, image: Tensor) -> PoseMaps:
        """Map (B, 3, H, W) to heatmaps (B, J, H/4, W/4) and locations (B, 3J, H/8, W/8)."""
        maps: PoseMaps = self.decoder(self.features(image))
        return maps
