"""Settings of the training and evaluation of lifters, changed on the command line as key=value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LifterTraining:
    """One training run of a lifter."""

    network: str = "lifter_live"
    """A name in `networks.lifter_config.LIFTERS`."""
    out: str = "runs/lifter_live"
    """Folder of the checkpoint and the log; an interrupted run there is resumed."""
    motions: str = ""
    """Packed motions (`mocap-app train motion`); empty: made from the data folder."""
    start: str = ""
    """Checkpoint whose weights a fresh run begins with: of the same network, or of a narrower or
    the single-frame one, which the network then equals at first, or of one that sees fewer frames,
    which it then nearly equals."""
    minutes: float = 20.0
    """Time budget, summed over resumed runs; the learning rate falls to almost zero over it."""
    max_steps: int = 0
    """Stop after so many steps; 0: only time ends the run."""
    batch: int = 256
    """Clips in a step."""
    answers: int = 2
    """Neighbouring frames of each clip that are answered for, each in a window with a view of its
    own; the steps between them are compared with the true ones."""
    learning_rate: float = 2e-3
    """With bfloat16, 0.005 is better."""
    bfloat16: bool = False
    """Multiply in bfloat16, and Muon instead of the papers' Adam as the optimizer: three times as
    fast on processors that can (AVX-512 BF16, AMX), far slower elsewhere."""
    velocity: float = 0.5
    """Weight of the error of velocities, once they count; the paper has none."""
    velocity_from: float = 0.5
    """Share of the time before velocities begin to count; 0 suits a run that goes on from a lifter
    that knows them."""
    ema: float = 0.998
    """Decay of the averaged weights, per step."""
    max_norm: bool = False
    """The constraint of Martinez et al. on the weight matrices of the single-frame network."""
    labelled: float = 1.0
    """Share of the motions that have labels; the rest is only seen in 2D if `semi` is set."""
    semi: bool = False
    """Learn from the unlabelled motions too, by reprojection."""
    warmup: float = 0.15
    """Share of the time before the unlabelled motions join in."""
    threads: int = 1
    workers: int = 0
    """Processes that make batches beside the training."""
    validate_minutes: float = 5.0
    seed: int = 0

    @property
    def folder(self) -> Path:
        """Folder of the checkpoint and the log."""
        return Path(self.out)


@dataclass(frozen=True)
class LifterEvaluation:
    """What is measured of lifters, and on what."""

    runs: str = "runs/lifter_single,runs/lifter_live,runs/lifter_refine"
    """Folders of checkpoints, or names of shipped lifters, separated by commas."""
    motions: str = ""
    """Packed motions; empty: made from the data folder."""
    cameras: int = 2
    """Cameras for every held-out motion."""
    frames: int = 400
    """Most frames of each motion."""
    seed: int = 2
    kinds: bool = True
    """Measure each kind of picture by itself, too, and keypoints without errors."""
    mirror: bool = False
    """Also look at the mirrored person, as the live road and `refine` do."""
    smooth_hz: float = 0.0
    """Smooth both ways in time what is faster than this, as `refine` does with 6 Hz; 0: not."""
    json: str = ""
    """File that also gets the table; empty: none."""
