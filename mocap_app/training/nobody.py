"""`mocap-app train nobody`: what in rooms without people looks like somebody to a network.

A search for people looks from near at whatever resembles one: lamps, bottles, the foot of a table.
Rooms seen by chance hardly ever show these, so they are looked for and learnt as nobody (hard
negatives).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from mocap_app.core.paths import data_dir
from mocap_app.core.types import Frame
from mocap_app.inference.acquisition import search_windows
from mocap_app.inference.look import Looker
from mocap_app.inference.model_store import find_model
from mocap_app.inference.pose_estimator import NetworkEstimator, nearer
from mocap_app.inference.roi_tracker import TrackerConfig
from mocap_app.inference.runtime import load_network
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.rooms import ROOMS, Mistaken, load_rooms, save_mistaken

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from mocap_app.inference.preprocess import Region

_TRIED = 3


@dataclass(frozen=True)
class NobodyConfig:
    """How rooms are searched."""

    out: str = "runs/nobody.npz"
    """File to write."""
    model: str = ""
    """Network that searches; empty: the default one."""
    least: float = 0.3
    """Quality, 0 to 1, from which something counts as taken for somebody."""
    count: int = ROOMS
    """So many rooms are searched."""
    data: str = ""
    """Data folder; empty: the default one."""


def mistaken_in(looker: Looker, frame: Frame, least: float) -> list[Region]:
    """Return where in a picture a search takes something for somebody."""
    height, width = frame.image.shape[:2]
    looks = looker.glance(frame, search_windows(width, height))
    looks.sort(key=lambda look: look.quality, reverse=True)
    found: list[Region] = []
    for look in looks[:_TRIED]:
        nearest = nearer(looker, frame, look, TrackerConfig())
        if nearest is None or nearest.quality < least:
            continue
        region = nearest.region
        if all(_apart(region, other) for other in found):
            found.append(region)
    return found


def _apart(one: Region, other: Region) -> bool:
    return max(abs(one.x - other.x), abs(one.y - other.y)) > max(one.side, other.side) / 4


def taken_for_somebody(looker: Looker, rooms: Sequence[NDArray[np.uint8]]) -> float:
    """Return the share of empty rooms in which the program would find somebody at once."""
    estimator = NetworkEstimator(looker)
    found = 0
    for i, room in enumerate(rooms):
        estimator.reset()
        found += estimator.estimate(Frame(room, float(i), i)).tracked
    return found / len(rooms)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(NobodyConfig, words)
    rooms = load_rooms(Path(config.data) if config.data else data_dir(), count=config.count)
    info = find_model(config.model or "default")
    looker = Looker(info, load_network(info))
    mistaken: list[Mistaken] = []
    for i, room in enumerate(tqdm(rooms, desc="searching rooms", unit="room")):
        found = mistaken_in(looker, Frame(room, float(i), i), config.least)
        mistaken += [Mistaken(i, region.x, region.y, region.side) for region in found]
    save_mistaken(Path(config.out), mistaken)
    searched = len({one.room for one in mistaken})
    print(f"In {searched} of {len(rooms)} rooms something looks like somebody: {config.out}")
    return 0
