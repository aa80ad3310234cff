"""Arrays out of a GLB file: plain, interleaved, normalised and sparse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.document import Damaged, Json, child, text, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.glb import Glb

MOST_ENTRIES = 12_000_000
_TYPES = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


def entry_count(glb: Glb, number: int) -> int:
    """Return how many entries an accessor has, without reading them.

    Raises:
        Damaged: There is no such accessor, or it claims too many.
    """
    return whole(_accessor(glb, number), "count", most=MOST_ENTRIES)


def floats(glb: Glb, number: int, widths: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the (count, width) numbers of an accessor; normalised ones in [-1, 1].

    Raises:
        Damaged: It is not there, has another width, or holds what is no number.
    """
    accessor = _accessor(glb, number)
    values = _read(glb, accessor, widths)
    if values.dtype.kind == "f":
        result = values.astype(np.float32)
    elif accessor.get("normalized") is True:
        most = np.float32(np.iinfo(values.dtype.name).max)
        result = np.maximum(values.astype(np.float32) / most, np.float32(-1.0))
    else:
        result = values.astype(np.float32)
    # One sum tells it: it is finite only if all of its terms are. Large ones would overflow.
    if not np.abs(result).max(initial=0.0) < 1e9:
        raise Damaged("it holds coordinates that are no numbers")
    return result


def integers(glb: Glb, number: int, width: int) -> NDArray[np.uint32]:
    """Return the (count, width) whole numbers of an accessor.

    Raises:
        Damaged: It is not there, has another width or holds fractions or negative numbers.
    """
    values = _read(glb, _accessor(glb, number), (width,))
    if values.dtype.kind != "u":
        raise Damaged("it has fractions where whole numbers belong")
    return values.astype(np.uint32)


def _accessor(glb: Glb, number: int) -> Json:
    accessors = glb.part("accessors")
    if not 0 <= number < len(accessors):
        raise Damaged("a part of it is missing")
    return accessors[number]


def _read(glb: Glb, accessor: Json, widths: tuple[int, ...]) -> NDArray[np.generic]:
    width = _WIDTHS.get(text(accessor, "type"), 0)
    if width not in widths:
        raise Damaged("its numbers are arranged in an unknown way")
    kind = _kind(accessor)
    count = whole(accessor, "count", most=MOST_ENTRIES)
    view = glb.view_of(accessor)
    if view is None:
        if count * width > MOST_ENTRIES:
            raise Damaged("it claims to hold more numbers than are read")
        values = np.zeros((count, width), dtype=kind)
    else:
        stride = _stride(glb, accessor, width * kind.itemsize)
        start = whole(accessor, "byteOffset", 0)
        values = _strided(view, kind, (count, width), start, stride)
    if "sparse" in accessor:
        values = _with_sparse(glb, accessor, values.copy())
    return values


def _kind(tree: Json) -> np.dtype[np.generic]:
    code = whole(tree, "componentType")
    if code not in _TYPES:
        raise Damaged("its numbers are of an unknown kind")
    return np.dtype(_TYPES[code])


def _stride(glb: Glb, accessor: Json, packed: int) -> int:
    view = glb.part("bufferViews")[whole(accessor, "bufferView")]
    stride = whole(view, "byteStride", 0, most=252) or packed
    if stride < packed:
        raise Damaged("its numbers overlap")
    return stride


def _strided(
    view: memoryview, kind: np.dtype[np.generic], shape: tuple[int, int], start: int, stride: int
) -> NDArray[np.generic]:
    count, width = shape
    if count == 0:
        return np.zeros(shape, dtype=kind)
    if start + stride * (count - 1) + width * kind.itemsize > len(view):
        raise Damaged("it ends too early: a part of it is missing")
    return np.ndarray(shape, kind, buffer=view, offset=start, strides=(stride, kind.itemsize))


def _with_sparse(glb: Glb, accessor: Json, values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Replace the entries that a sparse accessor lists."""
    sparse = child(accessor, "sparse")
    count = whole(sparse, "count", most=len(values))
    where, what = child(sparse, "indices"), child(sparse, "values")
    rows_view, values_view = glb.view_of(where), glb.view_of(what)
    if rows_view is None or values_view is None:
        raise Damaged("a part of it is missing")
    kind = _kind(where)
    if kind.kind != "u":
        raise Damaged("it has fractions where whole numbers belong")
    rows = _strided(rows_view, kind, (count, 1), whole(where, "byteOffset", 0), kind.itemsize)
    changed = _strided(
        values_view,
        values.dtype,
        (count, values.shape[1]),
        whole(what, "byteOffset", 0),
        values.shape[1] * values.dtype.itemsize,
    )
    places = rows[:, 0].astype(np.int64)
    if count and places.max() >= len(values):
        raise Damaged("it changes entries that it does not have")
    values[places] = changed
    return values
