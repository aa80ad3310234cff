"""Shapes of the networks, without torch, so that any stage may read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mocap_app.core.skeleton import body27

# Sections 1.2 and 1.4 of the MoVNect facts: fifteen joints, parents in the order of the paper
# (0 head top, 1 neck, 2-4 right arm, 5-7 left arm, 8-10 right leg, 11-13 left leg, 14 pelvis).
PAPER15_PARENTS = (1, 14, 1, 2, 3, 1, 5, 6, 14, 8, 9, 14, 11, 12, -1)


@dataclass(frozen=True)
class MoVNectConfig:
    """A MoVNect-style network: heatmaps, and X, Y, Z location maps at stride 8.

    The defaults are the form of the paper (Hwang et al., WACV 2020) for the keypoints of Body27.
    """

    parents: tuple[int, ...] = body27().parents
    """Parent of every keypoint, -1 for the root; its length is the number of keypoints."""
    backbone: Literal["mobilenetv2", "plain"] = "mobilenetv2"
    """`plain` has only full 3x3 convolutions: several times faster to train on a CPU."""
    branch: Literal["after", "before"] = "after"
    """Where the two branches convolve: after the upsampling as in the paper, or before it,
    which costs a quarter."""
    lateral: int = 0
    """Channels of a 1x1 shortcut from the backbone at stride 8 into the last stage; 0: none."""
    detail: int = 0
    """Channels of a 1x1 shortcut from the backbone at stride 4, four cells in one; 0: none."""
    heatmap_stride: Literal[4, 8] = 8
    """Pixels of the input per heatmap cell; 4: the last layer answers for four cells each."""
    plain_widths: tuple[int, int, int, int] = (16, 32, 64, 160)
    """Channels of the plain backbone at strides 2, 4, 8, 16."""
    plain_depths: tuple[int, int, int] = (1, 2, 3)
    """Residual blocks of the plain backbone at strides 4, 8, 16."""
    refine: int = 0
    """Residual blocks of full 3x3 convolutions in the last stage, at stride 8."""
    attention: int = 0
    """Transformer blocks behind the backbone, at stride 16."""

    @property
    def n_keypoints(self) -> int:
        """Number of keypoints J; the network has 4J output channels."""
        return len(self.parents)


STRIDE = 8
"""Pixels of the input per cell of the location maps."""
WINDOW_STEP = 2 * STRIDE
"""Pixels of which the sides of narrow pictures are multiples: the coarsest stride. In the middle of
a square their cells are then cells of the square."""
CONTEXT = "context"
"""Name of the part of a network that is attention, also in its ONNX file."""

PAPER = MoVNectConfig(parents=PAPER15_PARENTS)
MOBILE = MoVNectConfig()
PLAIN = MoVNectConfig(backbone="plain", branch="before", lateral=64)
FINE = MoVNectConfig(backbone="plain", branch="before", lateral=64, detail=32, heatmap_stride=4)
WIDE = MoVNectConfig(
    backbone="plain",
    branch="before",
    lateral=64,
    detail=32,
    heatmap_stride=4,
    plain_widths=(16, 32, 96, 256),
    plain_depths=(1, 3, 4),
    refine=1,
)
GLOBAL = replace(WIDE, attention=3)
DEEP = replace(WIDE, plain_depths=(2, 6, 9), refine=4)

CONFIGS: dict[str, MoVNectConfig] = {
    "movnect_paper15": PAPER,
    "movnect": MOBILE,
    "movnect_plain": PLAIN,
    "movnect_fine": FINE,
    "movnect_wide": WIDE,
    "movnect_global": GLOBAL,
    "movnect_deep": DEEP,
}
"""Every network that can be trained, by the name used on the command line."""
