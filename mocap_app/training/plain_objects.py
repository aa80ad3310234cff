"""Dictionaries of arrays in .npz files, read without running any code that a file may carry.

NumPy keeps objects as pickles, and a pickle can call whatever it names. Here it may name what
arrays, numbers and containers are made of, and nothing else.
"""

from __future__ import annotations

import pickle
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

_HARMLESS = {
    ("_codecs", "encode"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    *(
        (f"numpy.{core}.{module}", name)
        # Files of NumPy 1 say core, those of NumPy 2 _core.
        for core in ("core", "_core")
        for module, name in (
            ("multiarray", "_reconstruct"),
            ("multiarray", "scalar"),
            ("numeric", "_frombuffer"),
        )
    ),
}


# What reading a pickle may raise where the bytes are not one.
_NONSENSE = (AttributeError, EOFError, ImportError, IndexError, TypeError, OverflowError)


def read_object(path: Path, key: str) -> Any:
    """Return the object that `np.savez(path, key=the_object)` stored.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no such file, or it names something that could do harm.
        KeyError: It has no such key.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{key}.npy") as member:
            version = np.lib.format.read_magic(member)
            reader = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            shape, _, dtype = reader(member)
            if shape != () or not dtype.hasobject:
                raise ValueError(f"{key} is not one object")
            return _PlainUnpickler(member).load().item()
    except (zipfile.BadZipFile, pickle.UnpicklingError, *_NONSENSE) as error:
        raise ValueError(str(error)) from error


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a harmless class or function by its name."""
        if (module, name) not in _HARMLESS:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no plain data need")
        return super().find_class(module, name)
