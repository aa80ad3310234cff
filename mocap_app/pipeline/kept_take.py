"""Refining a take of the store: from its reference video if one was kept, else from keypoints."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import MocapError
from mocap_app.pipeline.refine import load_refiner, refine_take
from mocap_app.pipeline.watch_again import careful_estimator, watch_again
from mocap_app.recording.reference_video import ReferenceVideo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeStore
    from mocap_app.solving.config import SolverConfig

log = logging.getLogger(__name__)

MARGIN_S = 4.0
"""Seconds around the part that counts: so far the lifter looks to either side."""
_WATCHING_SHARE = 0.6
"""Of the time that refining with a video needs."""


@dataclass(frozen=True, slots=True)
class RefinedTake:
    """A refined copy of a take that is in the store."""

    take: Take
    """With up to `MARGIN_S` around the part that counts."""
    trim: tuple[float, float] | None
    """That part, in seconds after the copy's first frame; None: all of it."""
    watched: bool
    """Whether it was made of its video's pictures; else it is made of the recorded keypoints."""

    @property
    def trimmed(self) -> Take:
        """The part that counts."""
        return self.take if self.trim is None else self.take.between(*self.trim)


def refine_kept(
    store: TakeStore,
    take_id: str,
    report: Callable[[float], None],
    solver: SolverConfig | None = None,
    *,
    use_video: bool = True,
    model: str | None = None,
) -> RefinedTake:
    """Return a refined copy of a take; nothing is saved.

    Args:
        store: Where it is.
        take_id: What to refine; stays as it is.
        report: Called with the share done, in [0, 1]; what it raises ends the work.
        solver: As for `refine_take`.
        use_video: Look again at its reference video, if it has one.
        model: Network that looks at it; None for the one for quality.

    Raises:
        MocapError: It cannot be read, or nobody is in it; or a `model` was named and cannot be
            used.
    """
    report(0.0)
    lifter = load_refiner()
    trim = store.info(take_id).annotations.trim
    whole = store.load(take_id)
    take = whole if trim is None else whole.between(trim[0] - MARGIN_S, trim[1] + MARGIN_S)
    path = store.video(take_id) if use_video else None
    watched, watching = None, 0.0
    if path is not None:
        watching = _WATCHING_SHARE
        watched = _watch(take, path, model, lambda share: report(watching * share))
    refined = refine_take(
        take if watched is None else watched,
        lifter,
        solver=solver,
        report=lambda share: report(watching + (1.0 - watching) * share),
    )
    if trim is not None:
        shift = refined.timestamps[0] - whole.timestamps[0]
        trim = (max(trim[0] - shift, 0.0), trim[1] - shift)
    return RefinedTake(refined, trim, watched is not None)


def _watch(
    take: Take, path: Path, model: str | None, report: Callable[[float], None]
) -> Take | None:
    """Look again at the video; None if that cannot be, so that what was seen live must do."""
    estimator = careful_estimator(model) if model is not None else None
    try:
        with ReferenceVideo(path) as video:
            watched = watch_again(take, video, estimator or careful_estimator(), report)
    except MocapError as error:
        log.warning("The take is refined without its video: %s", error)
        return None
    return watched if watched.tracked.any() else None
