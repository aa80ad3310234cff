"""Where the program's own files and the user's files live."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).parents[1]


def is_bundle() -> bool:
    """Whether the program runs as made by PyInstaller: with a Python of its own, without torch."""
    return bool(getattr(sys, "frozen", False))


def _bundled(name: str) -> Path:
    # An installed wheel carries the folder inside the package, a checkout beside it.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources_dir() -> Path:
    """Folder of skeletons, theme and sample material."""
    return _bundled("resources")


def models_dir() -> Path:
    """Folder of network weights; the environment variable `MOCAP_MODELS` overrides it."""
    override = os.environ.get("MOCAP_MODELS")
    return Path(override) if override else _bundled("models")


def data_dir() -> Path:
    """Folder of training data: `MOCAP_DATA`, else `shared/data` beside the checkout."""
    override = os.environ.get("MOCAP_DATA")
    return Path(override) if override else _PACKAGE.parents[1] / "shared" / "data"


def user_dir() -> Path:
    """Folder of takes and settings; the environment variable `MOCAP_HOME` overrides it."""
    override = os.environ.get("MOCAP_HOME")
    return Path(override) if override else Path(platformdirs.user_data_dir("mocap_app", False))


def cache_dir() -> Path:
    """Folder of what can be made again; the environment variable `MOCAP_CACHE` overrides it."""
    override = os.environ.get("MOCAP_CACHE")
    return Path(override) if override else Path(platformdirs.user_cache_dir("mocap_app", False))


def takes_dir() -> Path:
    """Folder of recorded takes, shared by the window and the command line."""
    return user_dir() / "takes"


def _not_written(path: Path, error: OSError) -> OutputError:
    text = QT_TRANSLATE_NOOP("Errors", "Cannot write {path}: {reason}.")
    return OutputError(text, path=path, reason=error.strerror or error)


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it over `path` only if the block succeeds.

    Raises:
        OutputError: The folder does not exist, is not writable, or the disk is full.
    """
    if path.is_dir():
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "Cannot write {path}: it is a folder."), path=path
        )
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        os.close(handle)
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        # mkstemp makes files private; a user's export should be like any other new file.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
