"""What a take looks like in the list: its score and a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import MocapError
from mocap_app.pipeline.score import score_take

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import FloatArray, Image
    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeStore

PICTURE_SIZE = (128, 96)
"""Width and height of the picture: the list's, on a screen of twice the density."""


@dataclass(frozen=True, eq=False)
class TakeLook:
    """What was found out about one take."""

    take_id: str
    score: QualityScore | None
    """Of the part that counts; None if there is nobody in it."""
    picture: Image | None
    """(96, 128, 3) BGR of its middle, cut to that shape, if there is a reference video."""
    figure: FloatArray | None
    """(22, 3) joints of its middle, metres; None if there is nobody in it."""


def look_at_take(
    store: TakeStore, take_id: str, progress: Callable[[float], None] | None = None
) -> TakeLook:
    """Score a take and find a picture of its middle.

    Args:
        store: Where it is.
        take_id: Which one.
        progress: Called now and then with the share done; stops the work by raising.

    Raises:
        MocapError: It cannot be read.
    """
    take = store.load_trimmed(take_id)
    picture = _picture(store, take_id, take)
    solved = np.flatnonzero(take.solved)
    if not len(solved):
        return TakeLook(take_id, None, picture, None)
    middle = int(solved[len(solved) // 2])
    solved_pose = take.pose(middle).solved
    figure = None if solved_pose is None else solved_pose.positions
    return TakeLook(take_id, score_take(take, progress), picture, figure)


def _picture(store: TakeStore, take_id: str, take: Take) -> Image | None:
    from mocap_app.recording.reference_video import ReferenceVideo

    path = store.shown_video(take_id)
    if path is None:
        return None
    try:
        with ReferenceVideo(path) as video:
            middle = float(take.timestamps[take.frame_count // 2])
            image = video.image(video.row_at(middle))
    except MocapError:
        return None
    return None if image is None else _small(image)


def _small(image: Image) -> Image:
    """Return (96, 128, 3) of the middle of a (H, W, 3) picture, as much as fits the shape."""
    import cv2

    width, height = PICTURE_SIZE
    scale = max(width / image.shape[1], height / image.shape[0])
    w, h = min(image.shape[1], round(width / scale)), min(image.shape[0], round(height / scale))
    left, top = (image.shape[1] - w) // 2, (image.shape[0] - h) // 2
    cut = image[top : top + max(h, 1), left : left + max(w, 1)]
    return cv2.resize(cut, PICTURE_SIZE, interpolation=cv2.INTER_AREA).astype(np.uint8)
