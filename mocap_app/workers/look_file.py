"""A file beside each take with its score and picture, so that a long list opens at once.

It holds nothing that could not be found out again: one that is damaged, or was made of another
state of the take, is not there.
"""

from __future__ import annotations

import base64
import json
import logging
import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import MocapError
from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.pipeline.score import QualityScore
from mocap_app.workers.take_look import PICTURE_SIZE, TakeLook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.core.types import FloatArray, Image
    from mocap_app.recording.take_store import TakeStore

log = logging.getLogger(__name__)

FORMAT = 1
"""Raised when scores or pictures are made in another way: older files do not count then."""
_LARGEST = 200_000  # bytes; a picture makes up a quarter of it
_UNKNOWN = ("foot_skate_cm_s", "unsure_share")  # where NaN means that it cannot be told


def stamp_of(store: TakeStore, take_id: str) -> list[object]:
    """Return what tells one state of a take, its trim and its video from all others.

    Raises:
        MocapError: There is no such take.
    """
    path = store.take_file(take_id)
    trim = store.info(take_id).annotations.trim
    return [_state(path), _state(store.shown_video(take_id)), None if trim is None else list(trim)]


def read_look(store: TakeStore, take_id: str) -> TakeLook | None:
    """Return what was kept about a take as it is now, or None."""
    return _read(store.look_file, take_id, lambda: stamp_of(store, take_id))


def read_deleted_look(store: TakeStore, take_id: str) -> TakeLook | None:
    """Return what was kept about a take in the trash, or None; nothing changes it there."""
    return _read(store.deleted_look_file, take_id, None)


def _read(
    place: Callable[[str], Path], take_id: str, stamp: Callable[[], list[object]] | None
) -> TakeLook | None:
    try:
        path = place(take_id)
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT or (stamp is not None and data["stamp"] != stamp()):
            return None
        score = data["score"]
        return TakeLook(
            take_id,
            None if score is None else _score(score),
            _picture(data["picture"]),
            _figure(data["figure"]),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError, MocapError) as error:
        log.info("What was kept about the take %s is of no use: %r", take_id, error)
        return None


def keep_look(store: TakeStore, look: TakeLook, stamp: list[object]) -> None:
    """Write what was found out about a take; on a full disk it is found out again next time.

    Args:
        store: Where the take is.
        look: What was found out.
        stamp: `stamp_of` the take from before it was read.
    """
    picture = None if look.picture is None else base64.b64encode(look.picture.tobytes()).decode()
    data = {
        "format": FORMAT,
        "stamp": stamp,
        "score": None if look.score is None else _plain(look.score),
        "picture": picture,
        "figure": None if look.figure is None else np.round(look.figure, 4).tolist(),
    }
    try:
        with atomic_write(store.look_file(look.take_id)) as temporary:
            temporary.write_text(json.dumps(data), encoding="utf-8")
    except MocapError as error:
        log.info("%s", error)


def _state(path: Path | None) -> list[int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


def _plain(score: QualityScore) -> dict[str, object]:
    # JSON knows no NaN.
    return {k: None if math.isnan(v) else v for k, v in asdict(score).items()}


def _score(data: dict[str, Any]) -> QualityScore:
    """Return the score of a file.

    Raises:
        KeyError: Some number is missing.
        TypeError: Some number is none.
    """
    values: dict[str, Any] = {}
    for field in fields(QualityScore):
        value = data[field.name]
        if value is None and field.name in _UNKNOWN:
            value = math.nan
        if type(value) not in ((int,) if field.type == "int" else (int, float)):
            raise TypeError(f"{field.name} is no number")
        values[field.name] = value
    return QualityScore(**values)


def _picture(text: str | None) -> Image | None:
    if text is None:
        return None
    width, height = PICTURE_SIZE
    raw = base64.b64decode(text, validate=True)
    # reshape raises ValueError for another number of bytes.
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3)


def _figure(rows: object) -> FloatArray | None:
    if rows is None:
        return None
    joints = np.asarray(rows, dtype=np.float64)
    if joints.shape != (len(solved_skeleton().parents), 3) or not np.isfinite(joints).all():
        raise ValueError("no figure")
    return joints
