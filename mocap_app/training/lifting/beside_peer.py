"""`mocap-app train match-films`: this program and another one on films whose truth is known.

What `mocap-app train match` asks of real clips, where the other program's answer has to stand in
for the truth, is asked here of rendered ones (`mocap-app train films`). Our network learned from
rendered people, if of other bodies, clothes, motions and rooms, and the other program did not: that
is in our favour.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.errors import DataError
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.landmarks33 import as_labelled
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.lifting.on_film import OnFilm, compared, read_films, stages, text
from mocap_app.training.lifting.report import write_numbers
from mocap_app.training.match import LIMBS, read_peer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.floating]

_STAGES = ("image", "live, filtered", "refined")
_NEAR = 0.2
"""Torso lengths within which a keypoint counts as found."""
_LEAST_TORSO = 0.6
"""Times the film's median: a torso seen from above must not make all others wrong."""


@dataclass(frozen=True)
class BesidePeer:
    """What is compared."""

    films: str = "runs/films"
    """Folder of `mocap-app train films`."""
    peers: str = "runs/films_peer"
    """Folder with a NUMBER.npz for every film, as `packaging/bench_mediapipe.py --out` writes."""
    model: str = ""
    """Image network; empty: the default one."""
    json: str = ""
    """File that also gets the numbers; empty: none."""


def found(answers: Sequence[Array], truths: Sequence[Array], size: tuple[int, int]) -> float:
    """Return the share of the limbs' keypoints inside the picture that are where they should be.

    Args:
        answers: (T, 27, 2) pixels of every film, NaN where nobody was seen: not found.
        truths: (T, 27, 2) pixels of every film.
        size: Width and height of the pictures.
    """
    right: list[NDArray[np.bool_]] = []
    for answer, truth in zip(answers, truths, strict=True):
        torso = torso_length(truth)
        torso = np.maximum(torso, _LEAST_TORSO * np.median(torso))
        inside = np.asarray(((truth >= 0) & (truth < size)).all(axis=-1))[:, LIMBS]
        distance = np.linalg.norm(answer - truth, axis=-1)[:, LIMBS]
        right.append((distance < _NEAR * torso[:, None])[inside])
    return float(np.concatenate(right).mean())


def measure(config: BesidePeer) -> dict[str, Any]:
    """Return the measures of our stages and of the peer, by name.

    Raises:
        DataError: Films or landmarks are missing, damaged or of different length.
        ModelError: A network is missing or damaged.
    """
    folder = Path(config.films)
    films = read_films(folder, config.model or None)
    names = [path.name for path in sorted(folder.glob("*.npz"))]
    peers = [read_peer(Path(config.peers) / name) for name in names]
    truths = [points for _, points in films]
    for name, peer, points in zip(names, peers, truths, strict=True):
        if len(peer.confidence) != len(points):
            raise DataError(
                f"{name}: the film has {len(points)} frames, the landmarks {len(peer.confidence)}."
            )
    sizes = {pose.image_size for poses, _ in films for pose in poses}
    if len(sizes) != 1:
        raise DataError(f"{folder} needs films with frames, all of one size.")
    (size,) = sizes
    answers = stages(OnFilm(films=config.films, model=config.model), films)
    chosen = {name: answers[name] for name in _STAGES}
    from_pelvis = [points - points[:, :1] for points in truths]
    chosen["peer"] = [peer.keypoints_3d.astype(np.float64) for peer in peers]
    rows = compared(chosen, from_pelvis, LIMBS)

    camera = Pinhole.for_image(*size)
    seen = [as_labelled(camera.project(points).astype(np.float32)) for points in truths]
    ours = [
        np.array([p.keypoints_2d if p.tracked else np.full((27, 2), np.nan) for p in poses])
        for poses, _ in films
    ]
    rows["image"]["found"] = round(found(ours, seen, size), 4)
    theirs = [peer.keypoints_2d for peer in peers]
    rows["peer"]["found"] = round(found(theirs, seen, size), 4)
    rows["image"]["saw"] = _saw(ours)
    rows["peer"]["saw"] = _saw(theirs)
    return rows


def _saw(answers: Sequence[Array]) -> float:
    """Return the share of frames in which somebody was seen."""
    return round(float(np.concatenate([np.isfinite(a[:, 0, 0]) for a in answers]).mean()), 4)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(BesidePeer, words)
    rows = measure(config)
    print(text(rows))
    for name in ("image", "peer"):
        row = rows[name]
        print(f"{name}: saw somebody in {row['saw']:.1%} of the frames, found {row['found']:.1%}")
    if config.json:
        write_numbers(Path(config.json), rows)
    return 0
