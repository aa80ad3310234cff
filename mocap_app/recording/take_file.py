"""A finished take as one .npz file that plain numpy reads: a JSON header and arrays by name."""

from __future__ import annotations

import contextlib
import math
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from mocap_app.core.errors import TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import atomic_write
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.pose_record import POSE_DTYPE
from mocap_app.recording.take import ARRAY_NAMES, Take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER = "header"
_ARRAY_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
# All that numpy and zipfile raise on files that are not what they claim to be.
_DAMAGE = (
    EOFError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def write_take(take: Take, path: Path) -> None:
    """Write a take over `path`, which keeps its old content if that fails.

    The header and the arrays named in `recording.take.ARRAY_NAMES`, in the types of `POSE_DTYPE`:
    keypoints in 32 bits, everything that is exported in 64. Not compressed: random digits shrink
    by a tenth and take twenty times as long.

    Raises:
        OutputError: The file cannot be written.
    """
    arrays: dict[str, NDArray[Any]] = {
        name: getattr(take, name).astype(POSE_DTYPE[name].base) for name in ARRAY_NAMES
    }
    arrays[_HEADER] = np.array(take.header.to_json())
    with atomic_write(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def read_take(path: Path) -> Take:
    """Read what `write_take` wrote.

    Raises:
        TakeError: The file is missing, damaged or made by a newer version; the text names it.
    """
    try:
        with _open(path) as data:
            header = TakeHeader.from_json(str(data[_HEADER]))
            return Take.from_arrays(header, {name: data[name] for name in ARRAY_NAMES})
    except FileNotFoundError as error:
        raise TakeError(
            QT_TRANSLATE_NOOP("Errors", "There is no take {path}."), path=path
        ) from error
    except (*_DAMAGE, TakeError) as error:
        raise _damaged(path, error) from error


def read_summary(path: Path) -> tuple[TakeHeader, NDArray[np.float64], NDArray[np.bool_]]:
    """Read the header, the (T,) timestamps and the (T,) tracked flags alone, to list takes fast.

    Raises:
        TakeError: The file is missing, damaged or made by a newer version; the text names it.
    """
    try:
        with _open(path) as data:
            header = TakeHeader.from_json(str(data[_HEADER]))
            timestamps = np.asarray(data["timestamps"], dtype=np.float64)
            return header, timestamps, np.asarray(data["tracked"], dtype=np.bool_)
    except FileNotFoundError as error:
        raise TakeError(
            QT_TRANSLATE_NOOP("Errors", "There is no take {path}."), path=path
        ) from error
    except _DAMAGE as error:
        raise _damaged(path, error) from error


@contextlib.contextmanager
def _open(path: Path) -> Iterator[np.lib.npyio.NpzFile]:
    # Opened here, because np.load leaves a file that it opened itself open when it is damaged.
    with path.open("rb") as file:
        _check_sizes(file)
        data = np.load(file, allow_pickle=False)
        if not isinstance(data, np.lib.npyio.NpzFile):
            raise ValueError("it is not a take file")  # noqa: TRY004 - damage, not a wrong call
        with data:
            yield data


def _check_sizes(file: BinaryIO) -> None:
    """Raise ValueError if an array claims more than the file has: NumPy would ask for the memory.

    Takes are not compressed, so that no small file unpacks to a large one.
    """
    with zipfile.ZipFile(file) as archive:
        if f"{_HEADER}.npy" not in archive.namelist():
            raise ValueError("it has no header of a take; what was exported cannot be read back")
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_STORED:
                raise ValueError(f"{member.filename} is compressed")
            with archive.open(member) as stream:
                version = np.lib.format.read_magic(stream)
                if version not in _ARRAY_HEADERS:
                    raise ValueError(f"{member.filename} is no array of a take")
                shape, _, dtype = _ARRAY_HEADERS[version](stream)
                if math.prod(shape) * dtype.itemsize > member.file_size:
                    raise ValueError(f"{member.filename} is shorter than it says")
    file.seek(0)


def _damaged(path: Path, error: BaseException) -> TakeError:
    if isinstance(error, OSError):
        return TakeError(
            QT_TRANSLATE_NOOP("Errors", "Cannot read the take {path}: {reason}."),
            path=path,
            reason=error.strerror or error,
        )
    reason = str(error.args[0]) if error.args else type(error).__name__
    return TakeError(
        QT_TRANSLATE_NOOP("Errors", "The take file {path} is damaged: {reason}."),
        path=path,
        reason=reason.rstrip("."),
    )
