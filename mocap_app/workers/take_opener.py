"""Everything about one take that the timeline shows, read and worked out in a job."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import MocapError
from mocap_app.pipeline.score import foot_slides, motion_of_take

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.recording.reference_video import ReferenceVideo
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class OpenedTake:
    """A whole take, T frames, with what goes with it."""

    info: TakeInfo
    take: Take
    times: FloatArray
    """(T,) seconds after the first frame."""
    positions: FloatArray
    """(T, 22, 3) joints in the world, metres; NaN without a pose."""
    standing: NDArray[np.bool_]
    """(T, 2) where the left and the right foot stand."""
    video: ReferenceVideo | None
    """Whoever holds the opened take closes it."""
    other: Take | None = None
    """To compare with: the recording it was refined from, or what was refined from it."""
    other_positions: FloatArray | None = None
    """As `positions`, of the other take."""
    other_is_earlier: bool = True
    """Whether `other` is the recording and this the refined one."""

    def close(self) -> None:
        """Give up the video's file."""
        if self.video is not None:
            self.video.close()

    def row_at(self, seconds: float) -> int:
        """Return the frame that is shown at a time: the newest one by then."""
        return max(int(np.searchsorted(self.times, seconds + 5e-7, side="right")) - 1, 0)


def open_take(store: TakeStore, take_id: str, infos: list[TakeInfo]) -> OpenedTake:
    """Read a take, its video and the take to compare it with.

    Args:
        store: Where they are.
        take_id: Which one.
        infos: All takes, among which the other one is looked for, newest first.

    Raises:
        TakeError: There is no such take, or its file is damaged.
    """
    info = store.info(take_id)
    take = store.load(take_id)
    earlier = info.annotations.refined_from
    later = [i.id for i in infos if i.annotations.refined_from == take_id]
    others = [earlier] if earlier else later[:1]
    other = _other(store, others[0]) if others else None
    return OpenedTake(
        info=info,
        take=take,
        times=take.timestamps - take.timestamps[0],
        positions=take.positions(),
        standing=standing_feet(take),
        video=_video(store, take_id if info.has_video else earlier),
        other=other,
        other_positions=None if other is None else other.positions(),
        other_is_earlier=bool(earlier),
    )


def standing_feet(take: Take) -> NDArray[np.bool_]:
    """Return (T, 2) frames in which the left and the right foot stand, as the score sees it."""
    standing = np.zeros((take.frame_count, 2), dtype=np.bool_)
    rows = np.flatnonzero(take.solved)
    if len(rows) > 1:
        _, _, steps = foot_slides(motion_of_take(take))
        # Columns of the steps: heel and toe of the left foot, then of the right one.
        feet = steps.reshape(len(steps), 2, 2).any(axis=2)
        standing[rows[1:]] |= feet
        standing[rows[:-1]] |= feet
    return standing


def _other(store: TakeStore, take_id: str) -> Take | None:
    try:
        return store.load(take_id)
    except MocapError as error:
        log.info("There is nothing to compare with: %s", error)
        return None


def _video(store: TakeStore, take_id: str) -> ReferenceVideo | None:
    """Return a take's video; a refined take has that of its recording."""
    # Imported on a pool thread: OpenCV takes its time.
    from mocap_app.recording.reference_video import ReferenceVideo

    try:
        path = store.video(take_id)
        return None if path is None else ReferenceVideo(path)
    except MocapError as error:
        log.warning("%s", error)
        return None
