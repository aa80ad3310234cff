"""Shapes of the lifting networks, without torch, so that any stage may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mocap_app.core.skeleton import N_KEYPOINTS


@dataclass(frozen=True)
class LifterConfig:
    """A network from 2D keypoints over time to 3D keypoints of one moment.

    The defaults are VideoPose3D's (Pavllo et al., CVPR 2019) at the width of the papers.
    """

    inputs: int = 3 * N_KEYPOINTS + 1
    """Numbers per frame; see `inference.lift_input`."""
    outputs: int = N_KEYPOINTS
    """Points per frame, three coordinates each."""
    channels: int = 1024
    """Width of every hidden layer."""
    kind: Literal["temporal", "single"] = "temporal"
    """`single`: the residual MLP of Martinez et al. (ICCV 2017) on one frame."""
    levels: int = 3
    """Temporal convolutions of width 3, the first one included: the receptive field is 3 to this
    power. For `single`: one more than the number of residual blocks."""
    causal: bool = False
    """The answer is for the newest frame instead of the middle one."""
    dropout: float = 0.25

    @property
    def receptive_field(self) -> int:
        """Frames that one answer depends on."""
        return 1 if self.kind == "single" else 3**self.levels

    @property
    def answer_index(self) -> int:
        """Which frame of the receptive field the answer is for, from 0."""
        return self.receptive_field - 1 if self.causal else self.receptive_field // 2


LIVE_RATE_HZ = 30.0
"""Frames a second that the lifters are trained on."""

PAPER_MARTINEZ = LifterConfig(inputs=32, outputs=16, kind="single", dropout=0.5)
PAPER_VIDEOPOSE: dict[int, LifterConfig] = {
    frames: LifterConfig(inputs=34, outputs=17, levels=levels)
    for frames, levels in ((27, 3), (81, 4), (243, 5))
}
"""VideoPose3D by receptive field."""

LIFTERS: dict[str, LifterConfig] = {
    "lifter_single": LifterConfig(kind="single", channels=1024, dropout=0.25),
    "lifter_live": LifterConfig(channels=256, causal=True, dropout=0.1),
    "lifter_refine": LifterConfig(channels=256, levels=5, dropout=0.1),
    "lifter_single_256": LifterConfig(kind="single", channels=256, dropout=0.1),
    "lifter_middle": LifterConfig(channels=256, dropout=0.1),
}
"""Every lifter that can be trained, by the name used on the command line."""
