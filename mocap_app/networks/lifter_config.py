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
    direct: int = 0
    """Frames around the answer's own (for a causal network: the last ones) that a linear layer
    reads beside the network; the papers have none. What is seen then need not be learnt to be
    copied: after a thousand steps without it, even exact 2D came out 60 mm off sideways."""

    focus: float = 0.0
    """Frames after which a frame counts 1/e as much for where and how large the person is taken to
    be (`inference.lift_input.find_view`), counted from the answer's own; 0: all frames count alike,
    and whoever walks through the window is off the middle when the answer is due."""

    @property
    def receptive_field(self) -> int:
        """Frames that one answer depends on."""
        return 1 if self.kind == "single" else 3**self.levels

    @property
    def answer_index(self) -> int:
        """Which frame of the receptive field the answer is for, from 0."""
        return self.receptive_field - 1 if self.causal else self.receptive_field // 2

    @property
    def direct_start(self) -> int:
        """First frame of the receptive field that the linear layer reads."""
        return self.answer_index - (self.direct - 1 if self.causal else self.direct // 2)


LIVE_RATE_HZ = 30.0
"""Frames a second that the lifters are trained on."""

PAPER_MARTINEZ = LifterConfig(inputs=32, outputs=16, kind="single", dropout=0.5)
PAPER_VIDEOPOSE: dict[int, LifterConfig] = {
    frames: LifterConfig(inputs=34, outputs=17, levels=levels)
    for frames, levels in ((27, 3), (81, 4), (243, 5))
}
"""VideoPose3D by receptive field."""

LIFTERS: dict[str, LifterConfig] = {
    "lifter_single": LifterConfig(kind="single", channels=256, dropout=0.0, direct=1),
    "lifter_live": LifterConfig(channels=256, causal=True, dropout=0.0, direct=9, focus=2.0),
    "lifter_live_wide": LifterConfig(channels=512, causal=True, dropout=0.0, direct=9, focus=2.0),
    "lifter_live_81": LifterConfig(
        channels=256, levels=4, causal=True, dropout=0.0, direct=9, focus=2.0
    ),
    "lifter_refine_81": LifterConfig(channels=256, levels=4, dropout=0.0, direct=9, focus=2.0),
    "lifter_refine": LifterConfig(channels=256, levels=5, dropout=0.0, direct=9, focus=2.0),
    "lifter_small": LifterConfig(channels=128, levels=2, dropout=0.0, direct=3, focus=2.0),
}
"""Every lifter that can be trained, by the name used on the command line."""
