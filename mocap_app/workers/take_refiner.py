"""Refining a stored take: from its reference video if it was kept, else from its keypoints."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mocap_app.core.errors import MocapError
from mocap_app.pipeline.refine import load_refiner, refine_take
from mocap_app.recording.annotations import Annotations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore

log = logging.getLogger(__name__)

MARGIN_S = 4.0
"""Seconds around the part that counts: so far the lifter looks to either side."""
_WATCHING_SHARE = 0.6
"""Of the time that refining with a video needs."""


def refine_stored(store: TakeStore, take_id: str, report: Callable[[float], None]) -> TakeInfo:
    """Save a refined take beside the one it was made of, trimmed to the same part.

    Args:
        store: Where they are.
        take_id: What to refine; stays as it is.
        report: Called with the share done, in [0, 1]; what it raises ends the work.

    Raises:
        MocapError: It cannot be read, nobody is in it, or the result cannot be saved.
    """
    report(0.0)
    trim = store.info(take_id).annotations.trim
    whole = store.load(take_id)
    take = whole if trim is None else whole.between(trim[0] - MARGIN_S, trim[1] + MARGIN_S)
    path = store.video(take_id)
    watching = _WATCHING_SHARE if path is not None else 0.0
    watched = take if path is None else _watch(take, path, lambda share: report(watching * share))
    lifter = load_refiner()
    refined = refine_take(
        watched, lifter, report=lambda share: report(watching + (1.0 - watching) * share)
    )
    if trim is not None:
        shift = refined.timestamps[0] - whole.timestamps[0]
        trim = (max(trim[0] - shift, 0.0), trim[1] - shift)
    return store.save(refined, annotations=Annotations(trim=trim, refined_from=take_id))


def _watch(take: Take, path: Path, report: Callable[[float], None]) -> Take:
    """Look again at the video; if that cannot be, what was seen live must do."""
    from mocap_app.pipeline.watch_again import careful_estimator, watch_again
    from mocap_app.recording.reference_video import ReferenceVideo

    try:
        with ReferenceVideo(path) as video:
            watched = watch_again(take, video, careful_estimator(), report)
    except MocapError as error:
        log.warning("The take is refined without its video: %s", error)
        return take
    return watched if watched.tracked.any() else take
