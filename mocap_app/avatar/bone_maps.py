"""Bone maps that a person has corrected: kept by the content of the file, wherever it lies."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import atomic_write, user_dir
from mocap_app.core.skeleton import solved_skeleton

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.avatar.model import Avatar, BoneMap

logger = logging.getLogger(__name__)

_VERSION = 1
_MOST_CHARACTERS = 100_000


class BoneMapStore:
    """One small JSON file for each corrected avatar, in the user's folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def load(self, avatar: Avatar) -> BoneMap | None:
        """Return the map that was kept for an avatar; None without one, or if it is damaged."""
        if not avatar.digest:
            return None
        path = self._path(avatar)
        try:
            with path.open(encoding="utf-8") as file:
                data = json.loads(file.read(_MOST_CHARACTERS))
            return _checked(data, len(avatar.nodes.names))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("The bone map %s is not used: %s", path, error)
            return None

    def save(self, avatar: Avatar, bones: BoneMap) -> None:
        """Keep a map for an avatar.

        Raises:
            OutputError: The folder is not writable, or the disk is full.
        """
        path = self._path(avatar)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Cannot keep the bones of {name}: {reason}."),
                name=avatar.name,
                reason=reason,
            ) from error
        names = {joint: avatar.nodes.names[node] for joint, node in bones.items()}
        data = {"version": _VERSION, "avatar": avatar.name, "bones": bones, "names": names}
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    def forget(self, avatar: Avatar) -> None:
        """Use what the file itself tells again.

        Raises:
            OutputError: What was kept cannot be removed.
        """
        try:
            self._path(avatar).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Cannot forget the bones of {name}: {reason}."),
                name=avatar.name,
                reason=reason,
            ) from error

    def _path(self, avatar: Avatar) -> Path:
        folder = self._folder if self._folder is not None else user_dir() / "avatars"
        return folder / f"{avatar.digest}.json"


def _checked(data: object, node_count: int) -> BoneMap:
    bones = data.get("bones") if isinstance(data, dict) else None
    if not isinstance(bones, dict) or "Hips" not in bones:
        raise ValueError("it holds no bones")
    for joint, node in bones.items():
        known = joint in solved_skeleton().joints and type(node) is int
        if not known or not 0 <= node < node_count:
            raise ValueError(f"{joint!r} is no bone of this avatar")
    return bones
