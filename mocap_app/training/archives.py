"""Archives of the data folder, unpacked once into the cache folder.

Several processes may ask for the same archive at once: each unpacks into a folder of its own and
whoever is first gets to rename it, so that a folder with the final name is always complete.
"""

from __future__ import annotations

import functools
import hashlib
import lzma
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from mocap_app.core.errors import DataError
from mocap_app.core.paths import cache_dir, data_dir

_ONLY_DATA: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Nothing is written outside the folder; Python knows that from 3.11.4 on, Debian 12 has 3.11.2."""


def unpacked(archive: str, root: Path | None = None) -> Path:
    """Return the folder with the contents of a tar file of the data folder.

    Args:
        archive: File name, for example "makehuman.tar.xz".
        root: Data folder; None for the default one.

    Raises:
        DataError: The archive is missing or damaged, or the cache folder cannot be written.
    """
    path = (root or data_dir()) / archive
    if not path.is_file():
        raise DataError(
            f"The training data file {path} is missing. Set MOCAP_DATA to the data folder."
        )
    return _unpacked(path, cache_dir(), path.stat().st_mtime_ns)


@functools.cache
def _unpacked(path: Path, cache: Path, _changed: int) -> Path:
    # Named by content: another version of the archive gets another folder.
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    target = cache / f"{path.name.split('.')[0]}-{digest}"
    if target.is_dir():
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        own = Path(tempfile.mkdtemp(dir=cache, prefix=f".{target.name}."))
    except OSError as error:
        raise DataError(
            f"Cannot write to the cache folder {cache}: {error.strerror or error}. "
            "Set MOCAP_CACHE to a folder that can be written."
        ) from error
    try:
        with tarfile.open(path) as tar:
            tar.extractall(own, **_ONLY_DATA)
        _rename(own, target)
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise DataError(f"The training data file {path} is damaged: {error}.") from error
    except OSError as error:
        raise DataError(f"Cannot unpack {path} into {cache}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return target


def _rename(own: Path, target: Path) -> None:
    try:
        own.rename(target)
    except OSError:
        if not target.is_dir():  # Otherwise another process was faster, with the same contents.
            raise
