"""The folder of takes: list, load, save, rename, delete, and recover what a crash left behind.

`<id>.npz` are takes, `unfinished/<id>.journal` recordings that run or were interrupted, and
`trash/` holds deleted takes until it is emptied.
"""

from __future__ import annotations

import contextlib
import io
import logging
import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.errors import MocapError, OutputError, TakeError
from mocap_app.recording.file_lock import try_lock
from mocap_app.recording.journal import JournalWriter, read_journal
from mocap_app.recording.take_file import read_summary, read_take, write_take

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.recording.header import TakeHeader
    from mocap_app.recording.take import Take

log = logging.getLogger(__name__)

_SUFFIX = ".npz"
_JOURNAL_SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class TakeInfo:
    """One line of the list of takes."""

    id: str
    """What the store's methods ask for; also the stem of the file's name."""
    name: str
    created: datetime
    """When the recording began, with its time zone."""
    duration: float
    """Seconds from the first frame to the last."""
    frame_count: int
    tracked_count: int
    """Frames in which somebody was found."""
    path: Path
    problem: str = ""
    """A sentence if the file cannot be read, else empty; the counts are 0 then."""


# Inside the class `list` means its method.
TakeInfos = list[TakeInfo]


class TakeStore:
    """A folder of takes; holds no state, so any thread and several programs may use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal_folder = folder / "unfinished"
        self.trash_folder = folder / "trash"

    def list(self) -> TakeInfos:
        """Return all takes, newest first; a damaged one is listed with its problem."""
        infos = [_info(path) for path in self.folder.glob(f"*{_SUFFIX}")]
        return sorted(infos, key=lambda info: (info.created, info.id), reverse=True)

    def load(self, take_id: str) -> Take:
        """Read a take.

        Raises:
            TakeError: There is no such take, or its file is damaged.
        """
        return read_take(self._path(take_id))

    def save(self, take: Take, take_id: str | None = None) -> TakeInfo:
        """Write a take, under a new id unless one is given.

        Raises:
            OutputError: The file cannot be written; one that was there is untouched.
        """
        path = self._path(new_id(take.created) if take_id is None else take_id)
        _make_folder(self.folder)
        write_take(take, path)
        return _info(path)

    def rename(self, take_id: str, name: str) -> TakeInfo:
        """Give a take another name; its id and file name stay.

        Raises:
            TakeError: There is no such take, its file is damaged, or the name is empty.
            OutputError: The file cannot be written; the old one is untouched.
        """
        if not name.strip():
            raise TakeError("A take needs a name.")
        return self.save(replace(self.load(take_id), name=name.strip()), take_id)

    def delete(self, take_id: str) -> None:
        """Move a take into the trash folder of this store, from where `restore` brings it back.

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
        return _info(path)

    def empty_trash(self) -> int:
        """Delete for good whatever is in the trash; return the number of takes.

        Raises:
            OutputError: One cannot be deleted.
        """
        paths = list(self.trash_folder.glob(f"*{_SUFFIX}"))
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"Cannot delete {path}: {error.strerror or error}.") from error
        return len(paths)

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
            raise OutputError(f"An interrupted recording is not recovered yet: {failure}")
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
            return None
        contents = read_journal(path)
        if len(contents.records) == 0:
            return None
        take = contents.to_take(f"{contents.header.name} (recovered)")
        return self.save(take, path.stem)

    def _path(self, take_id: str, folder: Path | None = None) -> Path:
        if not take_id or Path(take_id).name != take_id:
            raise TakeError(f"There is no take {take_id!r}.")
        return (folder or self.folder) / f"{take_id}{_SUFFIX}"

    @staticmethod
    def _move(source: Path, target: Path) -> None:
        if not source.exists():
            raise TakeError(f"There is no take {source}.")
        try:
            source.replace(target)
        except OSError as error:
            raise OutputError(f"Cannot move {source}: {error.strerror or error}.") from error


def new_id(created: datetime) -> str:
    """Return a fresh id that sorts by date and cannot collide with another program's."""
    return f"{created.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _info(path: Path) -> TakeInfo:
    try:
        header, timestamps, tracked = read_summary(path)
    except TakeError as error:
        log.warning("%s", error)
        return TakeInfo(path.stem, path.stem, _modified(path), 0.0, 0, 0, path, str(error))
    return TakeInfo(
        id=path.stem,
        name=header.name,
        created=header.created,
        duration=float(timestamps[-1] - timestamps[0]) if len(timestamps) else 0.0,
        frame_count=len(timestamps),
        tracked_count=int(tracked.sum()),
        path=path,
    )


def _modified(path: Path) -> datetime:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        seconds = 0.0
    return datetime.fromtimestamp(seconds, tz=UTC)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {error.strerror or error}.") from error
