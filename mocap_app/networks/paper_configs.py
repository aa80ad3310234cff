"""Shapes of the papers' networks, without torch; the student's are in `config`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mocap_app.core.skeleton import body27

# VNect facts, section 2.3: head top, neck, right and left arm, right and left leg, pelvis, spine,
# head, hands, toes. The order is the paper's, so parents do not always come first.
PAPER21_PARENTS = (16, 15, 1, 2, 3, 1, 5, 6, 14, 8, 9, 14, 11, 12, -1, 14, 1, 4, 7, 10, 13)
# COCO's seventeen, hung on the nose.
COCO17_PARENTS = (-1, 0, 0, 1, 2, 0, 0, 5, 6, 7, 8, 5, 6, 11, 12, 13, 14)

ResNetDepth = Literal[18, 50, 101, 152]


@dataclass(frozen=True)
class PoseNetworkConfig:
    """What every network that finds keypoints has in common."""

    parents: tuple[int, ...] = body27().parents
    """Parent of every keypoint, -1 for the root; its length is the number of keypoints."""

    @property
    def n_keypoints(self) -> int:
        """Number of keypoints J."""
        return len(self.parents)


@dataclass(frozen=True)
class SimpleBaselineConfig(PoseNetworkConfig):
    """ResNet and deconvolutions (Xiao et al., ECCV 2018); heatmaps at stride 4."""

    depth: ResNetDepth = 50
    deconv_channels: tuple[int, ...] = (256, 256, 256)
    locations: bool = True
    """Also answer X, Y, Z location maps, at stride 8; the paper's network is 2D only."""


@dataclass(frozen=True)
class VNectConfig(PoseNetworkConfig):
    """VNect on ResNet-50 (Mehta et al., SIGGRAPH 2017); all maps at stride 8."""

    intermediate: bool = False
    """Also build the heads for intermediate supervision at res4d and res5a."""


@dataclass(frozen=True)
class ViTConfig:
    """A vision transformer's encoder (Dosovitskiy et al., ICLR 2021), base size by default."""

    image_size: tuple[int, int] = (224, 224)
    """(height, width) in pixels that the position embedding is made for."""
    width: int = 768
    depth: int = 12
    heads: int = 12
    mlp_ratio: int = 4
    stem: Literal["patch", "conv", "resnet"] = "patch"
    """What makes the tokens: 16x16 patches of the image, or 1x1 patches of a feature map at
    stride 16, from four convolutions or from a ResNet whose stage 4 is moved into stage 3."""
    patch_padding: int = 0
    """Pixels of zeros around the image before it is cut into patches; ViTPose has 2."""
    class_token: bool = True
    drop_path: float = 0.0
    """Chance that the last block is skipped in training; earlier blocks less, linearly."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of tokens for `image_size`."""
        return self.image_size[0] // 16, self.image_size[1] // 16


VIT_TINY = ViTConfig(width=192, heads=3)
VIT_SMALL = ViTConfig(width=384, heads=6)
VIT_BASE = ViTConfig()
VIT_BASE_HYBRID = ViTConfig(stem="resnet")


@dataclass(frozen=True)
class ViTPoseConfig(PoseNetworkConfig):
    """A plain encoder and a light decoder (Xu et al., NeurIPS 2022); heatmaps at stride 4."""

    encoder: ViTConfig = ViTConfig(
        image_size=(256, 192), patch_padding=2, class_token=False, drop_path=0.3
    )
    decoder: Literal["classic", "simple"] = "classic"
    """Two deconvolutions of 256, or one upsampling by 4 and a 3x3 convolution."""
    locations: bool = True
    """Also answer X, Y, Z location maps, at stride 8; the paper's network is 2D only."""
    knowledge_tokens: int = 0
    """Tokens from a teacher, appended to those of the picture; 0: none."""
    knowledge_width: int = 0
    """Width of the teacher's tokens; 0: that of the encoder."""
