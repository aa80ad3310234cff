"""Reads avatars off the main thread: a large file takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mocap_app.avatar.bone_maps import BoneMapStore
from mocap_app.avatar.loading import load_avatar
from mocap_app.avatar.mannequin import mannequin
from mocap_app.avatar.rig import Rig
from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.avatar.model import Avatar, BoneMap
    from mocap_app.workers.jobs import Job, JobQueue


@dataclass(frozen=True, eq=False)
class LoadedAvatar:
    """An avatar that has been read."""

    avatar: Avatar
    bones: BoneMap
    """The one that was kept for it, else what the file tells."""
    rig: Rig | None
    """Ready to move; None while its hips are not known."""
    path: Path | None
    """Its file; None for the built-in one."""


class AvatarLoader(QObject):
    """Does one thing at a time: what was asked for last wins; lives on the main thread.

    Signals:
        loaded: An avatar is ready (`LoadedAvatar`).
        failed: It cannot be read, or its bones cannot be kept (`MocapError`).
    """

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(
        self, jobs: JobQueue, maps: BoneMapStore | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._maps = maps if maps is not None else BoneMapStore()
        self._asked = 0

    def load(self, path: Path) -> None:
        """Read a file; `loaded` or `failed` follows."""
        self._run(lambda _job: self._read(path))

    def load_mannequin(self) -> None:
        """Take the built-in avatar; `loaded` follows."""
        self._run(lambda _job: _with_bones(mannequin(), mannequin().bones, None))

    def try_bones(self, shown: LoadedAvatar, bones: BoneMap) -> None:
        """Move the same avatar with other bones; `loaded` follows."""
        self._run(lambda _job: _with_bones(shown.avatar, bones, shown.path))

    def keep_bones(self, avatar: Avatar, bones: BoneMap) -> None:
        """Remember bones for this file; those that the file itself tells need not be kept."""

        def keep(_job: Job) -> None:
            if bones == avatar.bones:
                self._maps.forget(avatar)
            else:
                self._maps.save(avatar, bones)

        self._jobs.run(keep, Listeners(failed=self.failed.emit))

    def _read(self, path: Path) -> LoadedAvatar:
        avatar = load_avatar(path)
        kept = self._maps.load(avatar)
        return _with_bones(avatar, avatar.bones if kept is None else kept, path)

    def _run(self, work: Callable[[Job], LoadedAvatar]) -> None:
        self._asked += 1
        asked = self._asked

        def done(loaded: LoadedAvatar) -> None:
            if asked == self._asked:
                self.loaded.emit(loaded)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                self.failed.emit(error)

        self._jobs.run(work, Listeners(done=done, failed=failed))


def _with_bones(avatar: Avatar, bones: BoneMap, path: Path | None) -> LoadedAvatar:
    rig = Rig(avatar, bones) if "Hips" in bones else None
    return LoadedAvatar(avatar, bones, rig, path)
