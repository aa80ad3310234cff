"""Motion from binary glTF files: one clip per animation, sampled at the library's rate.

A general library (pygltflib) took 18 seconds to build its objects for the ten thousand accessors of
one file; the reader of avatars takes a fraction of one.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.avatar.accessors import floats
from mocap_app.avatar.glb import Glb, parse_glb, read_file
from mocap_app.core.errors import DataError
from mocap_app.core.rotation import normalise, slerp, to_matrix
from mocap_app.training.motion.source import SourceMotion, chain

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray


def animation_names(path: Path) -> list[str]:
    """Return the names of the animations of a file.

    Raises:
        DataError: It cannot be read or is no binary glTF file.
    """
    return [str(animation.get("name", "")) for animation in _open(path).part("animations")]


def read_gltf_motion(path: Path, animation: str, fps: float) -> SourceMotion:
    """Read one animation; at rest the nodes stand where the file places them.

    Raises:
        DataError: It cannot be read, or has no such animation.
    """
    file = _open(path)
    found = next((a for a in file.part("animations") if a.get("name") == animation), None)
    if found is None:
        raise DataError(f"{path} has no animation {animation!r}.")
    try:
        return _sample(file, found, f"{path.name}:{animation}", fps)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise DataError(f"{path} is no readable glTF file: {error!r}.") from error


def _open(path: Path) -> Glb:
    """Read a file, or return it as read before.

    Raises:
        DataError: It cannot be read or is no binary glTF file.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} is no readable glTF file: {error}.") from error


@functools.lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Glb:
    file = parse_glb(read_file(path))
    file.part("animations")  # Looked at where damage is told.
    return file


def _numbers(file: Glb, accessor: int) -> FloatArray:
    """Return the (count, width) numbers of an accessor."""
    return floats(file, accessor, (1, 3, 4)).astype(np.float64)


def _sample(file: Glb, animation: dict[str, Any], name: str, fps: float) -> SourceMotion:
    nodes = file.part("nodes")
    order, parents = _ordered(nodes)
    row = {node: index for index, node in enumerate(order)}
    rest_turn = np.array([np.roll(nodes[n].get("rotation", [0, 0, 0, 1]), 1) for n in order])
    rest_place = np.array([nodes[n].get("translation", [0, 0, 0]) for n in order], dtype=float)
    channels = [
        (channel["target"], animation["samplers"][channel["sampler"]])
        for channel in animation["channels"]
        if channel["target"]["path"] in {"rotation", "translation"}
    ]
    end = max(float(_numbers(file, sampler["input"])[-1, 0]) for _, sampler in channels)
    clock = np.arange(round(end * fps) + 1) / fps
    turns = np.tile(rest_turn.astype(np.float64), (len(clock), 1, 1))
    places = np.tile(rest_place, (len(clock), 1, 1))
    for target, sampler in channels:
        keys = _numbers(file, sampler["input"])[:, 0]
        values = _numbers(file, sampler["output"])
        held = sampler.get("interpolation") == "STEP"
        if target["path"] == "rotation":
            turns[:, row[target["node"]]] = _turns_at(clock, keys, values, held=held)
        else:
            places[:, row[target["node"]]] = _places_at(clock, keys, values, held=held)
    frames, positions = chain(parents, to_matrix(normalise(turns)), places)
    rest = chain(parents, to_matrix(normalise(rest_turn)), rest_place)
    joints = tuple(str(nodes[node].get("name", f"node{node}")) for node in order)
    return SourceMotion(name, joints, tuple(parents), frames, positions, *rest, fps)


def _ordered(nodes: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """Return the nodes with parents first, and the row of each one's parent."""
    above = {child: i for i, node in enumerate(nodes) for child in node.get("children", [])}
    order = [node for node in range(len(nodes)) if node not in above]
    for node in order:  # grows while it is walked
        order.extend(nodes[node].get("children", []))
    return order, [order.index(above[node]) if node in above else -1 for node in order]


def _between(
    clock: FloatArray, keys: FloatArray, *, held: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
    """Return for each time the keys before and after it, and the share of the way."""
    before = np.clip(np.searchsorted(keys, clock, side="right") - 1, 0, len(keys) - 1)
    before = before.astype(np.intp)
    after = before if held else np.minimum(before + 1, len(keys) - 1)
    span = np.maximum(keys[after] - keys[before], 1e-9)
    share: FloatArray = np.clip((clock - keys[before]) / span, 0.0, 1.0)
    return before, after, share


def _turns_at(clock: FloatArray, keys: FloatArray, xyzw: FloatArray, *, held: bool) -> FloatArray:
    before, after, share = _between(clock, keys, held=held)
    turns = normalise(np.roll(xyzw, 1, axis=1))
    return slerp(turns[before], turns[after], share)


def _places_at(
    clock: FloatArray, keys: FloatArray, values: FloatArray, *, held: bool
) -> FloatArray:
    before, after, share = _between(clock, keys, held=held)
    placed: FloatArray = values[before] + share[:, None] * (values[after] - values[before])
    return placed
