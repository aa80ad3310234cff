"""`mocap-app train lifter-curves`: one wrist's depth over time, as lifters see it, as a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import body27
from mocap_app.inference.lift_track import lift_track
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.batches import TESTING
from mocap_app.training.lifting.detector_noise import measured_noise
from mocap_app.training.lifting.evaluate import held_out_tracks
from mocap_app.training.lifting.report import open_lifter
from mocap_app.training.lifting.train_lifter import load_motions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mocap_app.training.lifting.evaluate import Track

    Array = NDArray[np.float64]

_SIZE_INCHES = (9.0, 3.2)


@dataclass(frozen=True)
class DepthCurves:
    """What is drawn."""

    single: str = "runs/lifter_single"
    """Folder of a run or name of a shipped lifter, as for the next two."""
    causal: str = "lifter_live"
    symmetric: str = "lifter_refine"
    joint: str = "right_wrist"
    out: str = "wrist_depth.png"
    """Picture to write."""
    motions: str = ""
    """Packed motions; empty: made from the data folder."""
    kind: str = "ccp"
    """Kind of pictures whose errors the detector makes; empty: all in their shares."""
    frames: int = 180


def liveliest(tracks: Sequence[Track], joint: int) -> Track:
    """Return the track in which a joint moves most in depth, of those mostly in the picture."""
    moves = [
        np.std(track.points[:, joint, 2] - track.points[:, 0, 2])
        * float((track.confidence[:, joint] > 0.3).mean() > 0.7)
        for track in tracks
    ]
    return tracks[int(np.argmax(moves))]


def draw(curves: Mapping[str, Array], path: Path, title: str) -> None:
    """Draw depths in metres at 30 frames a second, the first curve as the truth.

    Raises:
        OutputError: The picture cannot be written.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=_SIZE_INCHES, layout="constrained")
    looks = (("black", 2.2), ("#b9bec7", 1.0), ("#e07a1f", 1.6), ("#1f6fe0", 1.6))
    for (name, values), (colour, width) in zip(curves.items(), looks, strict=False):
        axes.plot(np.arange(len(values)) / 30.0, values, color=colour, linewidth=width, label=name)
    axes.set_xlabel("seconds")
    axes.set_ylabel("metres behind the pelvis")
    axes.set_title(title, fontsize=10)
    axes.legend(loc="upper right", ncols=4, fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png")
    pyplot.close(figure)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(DepthCurves, words)
    joint = body27().index(config.joint)
    conditions = replace(TESTING, kind=config.kind or None)
    motions = load_motions(config.motions, "test")
    tracks = held_out_tracks(motions, measured_noise(), conditions, frames=config.frames)
    track = liveliest(tracks, joint)
    curves = {"truth": (track.points[:, joint, 2] - track.points[:, 0, 2]).astype(np.float64)}
    for name, wanted in (
        ("single frame", config.single),
        ("causal", config.causal),
        ("symmetric", config.symmetric),
    ):
        network, shape = open_lifter(wanted)[:2]
        curves[name] = lift_track(network, shape, track.rays, track.confidence)[:, joint, 2]
    draw(curves, Path(config.out), f"Depth of the {config.joint.replace('_', ' ')}")
    print(f"Wrote {config.out}.")
    return 0
