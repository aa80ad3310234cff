"""The folder of takes: list, load, save, rename, delete, and recover what a crash left behind.

`<id>.npz` are takes, with `<id>.avi` their reference videos, `<id>.json` what was noted about them
and `<id>.look` what the list of takes shows of them; `unfinished/<id>.journal` are recordings that
run or were interrupted, with their videos; `trash/` holds deleted takes until it is emptied.
"""

from __future__ import annotations

import contextlib
import io
import logging
import secrets
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mocap_app.core.errors import MocapError, OutputError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.recording.annotations import NONE, write_annotations
from mocap_app.recording.avi import repair
from mocap_app.recording.file_lock import try_lock
from mocap_app.recording.journal import JournalWriter, read_journal
from mocap_app.recording.take_file import read_take, write_take
from mocap_app.recording.take_info import (
    LOOK_SUFFIX,
    NOTES_SUFFIX,
    VIDEO_SUFFIX,
    TakeInfo,
    read_info,
)
from mocap_app.recording.take_names import unused_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.recording.annotations import Annotations
    from mocap_app.recording.header import TakeHeader
    from mocap_app.recording.take import Take

log = logging.getLogger(__name__)

_SUFFIX = ".npz"
_JOURNAL_SUFFIX = ".journal"
_COMPANIONS = (VIDEO_SUFFIX, NOTES_SUFFIX, LOOK_SUFFIX)

__all__ = ["TakeInfo", "TakeStore", "new_id"]


# Inside the class `list` means its method.
TakeInfos = list[TakeInfo]


class TakeStore:
    """A folder of takes; knows nothing but its place, so any thread and program may use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal_folder = folder / "unfinished"
        self.trash_folder = folder / "trash"
        # Two changes of one take at a time would each forget the other.
        self._changing = threading.Lock()

    def list(self) -> TakeInfos:
        """Return all takes, newest first; a damaged one is listed with its problem."""
        return _infos(self.folder)

    def trash(self) -> TakeInfos:
        """Return the deleted takes, newest first."""
        return _infos(self.trash_folder)

    def info(self, take_id: str) -> TakeInfo:
        """Return one line of `list`."""
        return read_info(self._path(take_id))

    def load(self, take_id: str) -> Take:
        """Read a whole take.

        Raises:
            TakeError: There is no such take, or its file is damaged.
        """
        return read_take(self._path(take_id))

    def load_trimmed(self, take_id: str) -> Take:
        """Read the part of a take that counts.

        Raises:
            TakeError: There is no such take, its file is damaged, or no frame is in that part.
        """
        take = self.load(take_id)
        trim = self.info(take_id).annotations.trim
        return take if trim is None else take.between(*trim)

    def video(self, take_id: str) -> Path | None:
        """Return the file of a take's reference video, if it has one; "" has none."""
        if not take_id:
            return None
        path = self._path(take_id).with_suffix(VIDEO_SUFFIX)
        return path if path.is_file() else None

    def shown_video(self, take_id: str) -> Path | None:
        """Return the reference video that goes with a take: what was refined has its recording's.

        Raises:
            TakeError: That is no id.
        """
        return self.video(take_id) or self.video(self.info(take_id).annotations.refined_from)

    def take_file(self, take_id: str) -> Path:
        """Return the file of a take, whether it is there or not.

        Raises:
            TakeError: That is no id.
        """
        return self._path(take_id)

    def look_file(self, take_id: str) -> Path:
        """Return where what the list shows of a take is kept; it goes wherever the take goes.

        Raises:
            TakeError: That is no id.
        """
        return self._path(take_id).with_suffix(LOOK_SUFFIX)

    def deleted_look_file(self, take_id: str) -> Path:
        """Return where the look of a take is while the take is in the trash.

        Raises:
            TakeError: That is no id.
        """
        return self._path(take_id, self.trash_folder).with_suffix(LOOK_SUFFIX)

    def check_writable(self) -> None:
        """Find out before long work that its take cannot be saved.

        Raises:
            OutputError: The folder cannot be made, or refuses new files.
        """
        _make_folder(self.folder)
        try:
            tempfile.TemporaryFile(dir=self.folder).close()
        except OSError as error:
            raise _refused(self.folder, error) from error

    def save(
        self, take: Take, take_id: str | None = None, annotations: Annotations = NONE
    ) -> TakeInfo:
        """Write a take, under a new id unless one is given.

        Raises:
            OutputError: The file cannot be written; one that was there is untouched.
        """
        path = self._path(new_id(take.created) if take_id is None else take_id)
        _make_folder(self.folder)
        if annotations != NONE:
            write_annotations(annotations, path.with_suffix(NOTES_SUFFIX))
        write_take(take, path)
        return read_info(path)

    def add(self, take: Take, annotations: Annotations = NONE) -> TakeInfo:
        """Save a new take under a name that no other has, not even a deleted one.

        Raises:
            OutputError: The file cannot be written.
        """
        names = (info.name for info in (*self.list(), *self.trash()))
        return self.save(replace(take, name=unused_name(take.name, names)), None, annotations)

    def annotate(self, take_id: str, **changes: Any) -> TakeInfo:
        """Change some fields of a take's `Annotations`; its motion is not touched.

        Raises:
            TakeError: There is no such take.
            OutputError: The file cannot be written; the old one is untouched.
        """
        path = self._path(take_id)
        if not path.exists():
            raise TakeError(QT_TRANSLATE_NOOP("Errors", "There is no take {path}."), path=path)
        with self._changing:
            info = read_info(path)
            noted = replace(info.annotations, **changes)
            write_annotations(noted, path.with_suffix(NOTES_SUFFIX))
        return replace(info, annotations=noted)

    def rename(self, take_id: str, name: str) -> TakeInfo:
        """Give a take another name; its id and file name stay.

        Raises:
            TakeError: There is no such take, its file is damaged, or the name is empty.
            OutputError: The file cannot be written; the old one is untouched.
        """
        if not name.strip():
            raise TakeError(QT_TRANSLATE_NOOP("Errors", "A take needs a name."))
        with self._changing:
            return self.save(replace(self.load(take_id), name=name.strip()), take_id)

    def delete(self, take_id: str) -> None:
        """Move a take and what belongs to it into the trash folder; `restore` brings it back.

        Raises:
            TakeError: There is no such take.
            OutputError: It cannot be moved.
        """
        _make_folder(self.trash_folder)
        self._move(self._path(take_id), self._path(take_id, self.trash_folder))

    def restore(self, take_id: str) -> TakeInfo:
        """Bring a deleted take back from the trash.

        Raises:
            TakeError: It is not in the trash.
            OutputError: It cannot be moved.
        """
        path = self._path(take_id)
        self._move(self._path(take_id, self.trash_folder), path)
        return read_info(path)

    def empty_trash(self) -> int:
        """Delete for good whatever is in the trash; return the number of takes.

        Raises:
            OutputError: One cannot be deleted.
        """
        paths = list(self.trash_folder.glob(f"*{_SUFFIX}"))
        for path in paths:
            try:
                # The take last: while it is there, what is left of it can still be found.
                for suffix in (*_COMPANIONS, _SUFFIX):
                    path.with_suffix(suffix).unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(
                    QT_TRANSLATE_NOOP("Errors", "Cannot delete {path}: {reason}."),
                    path=path,
                    reason=error.strerror or error,
                ) from error
        return len(paths)

    def adopt_video(self, take_id: str) -> None:
        """Put the video of a recording beside the take that was made of it, if there is one.

        One that a killed program left is completed. What is no video stays where it is.
        """
        unfinished = self.unfinished_video(take_id)
        if not unfinished.exists():
            return
        try:
            repair(unfinished)
            unfinished.replace(self._path(take_id).with_suffix(VIDEO_SUFFIX))
        except (OSError, ValueError) as error:
            log.warning("The reference video %s cannot be used: %s", unfinished, error)

    def unfinished_video(self, take_id: str) -> Path:
        """Return where the video of a running recording grows."""
        return self.journal_folder / f"{take_id}{VIDEO_SUFFIX}"

    def create_journal(
        self, header: TakeHeader, clock: Callable[[], float] = time.monotonic
    ) -> JournalWriter:
        """Begin the file of a new recording; its stem becomes the id of the take.

        Raises:
            OutputError: It cannot be written.
        """
        path = self.journal_folder / f"{new_id(header.created)}{_JOURNAL_SUFFIX}"
        return JournalWriter(path, header, clock)

    def recover(self) -> TakeInfos:
        """Turn recordings that were interrupted into takes named "... (recovered)".

        Journals of a running recorder, in this program or another, are not touched. Those of
        which nothing can be read are set aside as `.damaged`; those without a frame are removed.

        Raises:
            OutputError: A take cannot be written. Its journal is kept and the others were
                recovered.
        """
        recovered = []
        failure: MocapError | None = None
        for path in sorted(self.journal_folder.glob(f"*{_JOURNAL_SUFFIX}")):
            try:
                info = self._recover(path)
            except OutputError as error:
                failure = error
                continue
            recovered += [] if info is None else [info]
        if failure is not None:
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors", "An interrupted recording is not recovered yet: {failure}"
                ),
                failure=failure,
            )
        return recovered

    def _recover(self, path: Path) -> TakeInfo | None:
        try:
            # Write access only for the lock; a lock needs it on some systems.
            with io.FileIO(path, "rb+") as file:
                if not try_lock(file):
                    return None
                info = self._take_from_journal(path)
        except OSError as error:
            log.warning("The recording %s cannot be opened: %s", path, error)
            return None
        except TakeError as error:
            log.warning("Nothing to recover, set aside: %s", error)
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(".damaged"))
            return None
        # After closing, because Windows does not delete open files.
        with contextlib.suppress(OSError):
            path.unlink()
        return info

    def _take_from_journal(self, path: Path) -> TakeInfo | None:
        if self._path(path.stem).exists():
            # The program died after saving the take and before removing its journal.
            self.adopt_video(path.stem)
            return None
        contents = read_journal(path)
        if len(contents.records) == 0:
            self.unfinished_video(path.stem).unlink(missing_ok=True)
            return None
        take = contents.to_take(f"{contents.header.name} (recovered)")
        self.save(take, path.stem)
        self.adopt_video(path.stem)
        return self.info(path.stem)

    def _path(self, take_id: str, folder: Path | None = None) -> Path:
        if not take_id or Path(take_id).name != take_id:
            raise TakeError(
                QT_TRANSLATE_NOOP("Errors", "There is no take '{take_id}'."), take_id=take_id
            )
        return (folder or self.folder) / f"{take_id}{_SUFFIX}"

    @staticmethod
    def _move(source: Path, target: Path) -> None:
        if not source.exists():
            raise TakeError(
                QT_TRANSLATE_NOOP("Errors", "There is no take {source}."), source=source
            )
        try:
            for suffix in _COMPANIONS:
                if source.with_suffix(suffix).exists():
                    source.with_suffix(suffix).replace(target.with_suffix(suffix))
            source.replace(target)
        except OSError as error:
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Cannot move {source}: {reason}."),
                source=source,
                reason=error.strerror or error,
            ) from error


def new_id(created: datetime) -> str:
    """Return a fresh id that sorts by date and cannot collide with another program's."""
    return f"{created.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _infos(folder: Path) -> TakeInfos:
    infos = [read_info(path) for path in folder.glob(f"*{_SUFFIX}")]
    return sorted(infos, key=lambda info: (info.created, info.id), reverse=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> OutputError:
    text = QT_TRANSLATE_NOOP("Errors", "Cannot write to {folder}: {reason}.")
    return OutputError(text, folder=folder, reason=error.strerror or error)
