"""What a person adds to a take without touching its motion: notes, a star, where to trim it."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FORMAT = 1
"""Version of the file; raised when an older program could not make sense of it."""
Trim = tuple[float, float]
"""Begin and end of the part that counts, seconds after the first frame of the take."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Kept in a small file beside the take, so that changing them never rewrites a recording."""

    notes: str = ""
    starred: bool = False
    trim: Trim | None = None
    """None: all of it counts."""
    refined_from: str = ""
    """Id of the take that this one was refined from; empty for recordings."""


NONE = Annotations()


def read_annotations(path: Path) -> Annotations:
    """Return what a file says; of one that is missing or damaged, what can be made of it."""
    data = _read(path)
    notes, refined_from = data.get("notes"), data.get("refined_from")
    return Annotations(
        notes=notes if isinstance(notes, str) else "",
        starred=data.get("starred") is True,
        trim=_trim(data.get("trim")),
        refined_from=refined_from if isinstance(refined_from, str) else "",
    )


def write_annotations(annotations: Annotations, path: Path) -> None:
    """Write over a file; what a newer program may have added to it stays.

    Raises:
        OutputError: It cannot be written; the old one is untouched.
    """
    known = asdict(annotations)
    data = {"format": FORMAT, **_read(path), **known}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    with atomic_write(path) as temporary:
        temporary.write_text(f"{text}\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        log.warning("The notes %s cannot be read: %s", path, error)
        _set_aside(path)
        return {}
    return data if isinstance(data, dict) else {}


def _set_aside(path: Path) -> None:
    """Keep what is damaged, for it would be written over."""
    try:
        path.replace(path.with_suffix(".json.damaged"))
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "Cannot read {path}: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error


def _trim(value: object) -> Trim | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in value):
        return None
    begin, end = float(value[0]), float(value[1])
    return (begin, end) if 0.0 <= begin < end else None
