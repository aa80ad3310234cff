"""Everything about one take that the timeline shows, read and worked out in a job."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import MocapError
from mocap_app.core.skeleton import N_JOINTS
from mocap_app.pipeline.score import foot_slides, motion_of_take

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.recording.reference_video import ReferenceVideo
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore

log = logging.getLogger(__name__)

_READ = 0.1  # Share of the work that reading the file is.


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


def open_take(
    store: TakeStore,
    take_id: str,
    infos: list[TakeInfo],
    progress: Callable[[float], None] = lambda _share: None,
) -> OpenedTake:
    """Read a take, its video and the take to compare it with.

    Args:
        store: Where they are.
        take_id: Which one.
        infos: All takes, among which the other one is looked for, newest first.
        progress: Called now and then with the share done, in [0, 1]; stops the work by raising.

    Raises:
        TakeError: There is no such take, or its file is damaged.
    """
    info = store.info(take_id)
    progress(0.0)
    take = store.load(take_id)
    positions, standing = body_of(take, lambda share: progress(_READ + (1.0 - _READ) * share))
    earlier = info.annotations.refined_from
    later = [i.id for i in infos if i.annotations.refined_from == take_id]
    others = [earlier] if earlier else later[:1]
    other = _other(store, others[0]) if others else None
    other_positions = None if other is None else other.positions()
    progress(1.0)
    # Nothing may stop the work any more: somebody has to close the video.
    return OpenedTake(
        info=info,
        take=take,
        times=take.timestamps - take.timestamps[0],
        positions=positions,
        standing=standing,
        video=_video(store, take_id if info.has_video else earlier),
        other=other,
        other_positions=other_positions,
        other_is_earlier=bool(earlier),
    )


def body_of(
    take: Take, progress: Callable[[float], None] | None = None
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return where the joints are, and where the feet stand as the score sees it.

    Args:
        take: T frames.
        progress: Called now and then with the share done; stops the work by raising.

    Returns:
        (T, 22, 3) metres, NaN without a pose, and (T, 2) for the left and the right foot.
    """
    positions = np.full((take.frame_count, N_JOINTS, 3), np.nan)
    standing = np.zeros((take.frame_count, 2), dtype=np.bool_)
    rows = np.flatnonzero(take.solved)
    if len(rows):
        motion = motion_of_take(take, progress)
        positions[rows] = motion.positions
        _, _, steps = foot_slides(motion)
        # Columns of the steps: heel and toe of the left foot, then of the right one.
        feet = steps.reshape(len(steps), 2, 2).any(axis=2)
        standing[rows[1:]] |= feet
        standing[rows[:-1]] |= feet
    return positions, standing


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
