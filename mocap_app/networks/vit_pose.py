"""ViTPose: a plain vision transformer with a light decoder (Xu et al., NeurIPS 2022)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.networks.decoders import ClassicDecoder, SimpleDecoder
from mocap_app.networks.vit import ViTEncoder

if TYPE_CHECKING:
    from mocap_app.networks.paper_configs import ViTPoseConfig
    from mocap_app.networks.pose_maps import PoseMaps


class KnowledgeToken(nn.Module):
    """Learnable tokens that carry what a teacher knows to its student.

    They are trained with the frozen teacher, then frozen and appended to the student's tokens; a
    student of another width learns a linear map for them.
    """

    def __init__(self, count: int, width: int, student_width: int) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.empty(1, count, width))
        nn.init.trunc_normal_(self.token, std=0.02)
        self.project = nn.Identity() if width == student_width else nn.Linear(width, student_width)

    def forward(self) -> Tensor:
        """Return the tokens, (1, K, student width)."""
        tokens: Tensor = self.project(self.token)
        return tokens


class ViTPose(nn.Module):
    """Encoder to stride 16, decoder to heatmaps at stride 4 and location maps at stride 8."""

    def __init__(self, config: ViTPoseConfig) -> None:
        super().__init__()
        self.config = config
        width, n = config.encoder.width, config.n_keypoints
        self.encoder = ViTEncoder(config.encoder)
        self.knowledge = (
            KnowledgeToken(config.knowledge_tokens, config.knowledge_width or width, width)
            if config.knowledge_tokens
            else None
        )
        self.decoder: ClassicDecoder | SimpleDecoder = (
            ClassicDecoder(width, (256, 256), n, locations=config.locations)
            if config.decoder == "classic"
            else SimpleDecoder(width, n, locations=config.locations)
        )

    def features(self, image: Tensor) -> Tensor:
        """Map (B, 3, H, W) to the encoder's (B, D, H/16, W/16), for feature distillation."""
        extra = self.knowledge() if self.knowledge is not None else None
        patches: Tensor = self.encoder(image, extra)[0]
        return patches

    def forward(self, image: Tensor) -> PoseMaps:
        """Map (B, 3, H, W) to heatmaps (B, J, H/4, W/4) and locations (B, 3J, H/8, W/8)."""
        maps: PoseMaps = self.decoder(self.features(image))
        return maps
