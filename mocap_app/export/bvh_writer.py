"""BVH files that Blender and everybody else read the same way.

Facts behind the choices, measured in Blender 5.0.1: position channels are absolute there while
other readers add the root's OFFSET, so only OFFSET 0 0 0 is right in both; a frame time of six
decimals gives a frame rate base of 0.99999; channels read left to right are R = Rz Rx Ry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.paths import atomic_write
from mocap_app.core.rotation import to_euler, unroll_euler

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import FloatArray
    from mocap_app.export.clip import ExportClip

Progress = Callable[[float], None]
"""Called with the part that is done, 0 to 1."""

ORDER = "ZXY"
_ROTATION_CHANNELS = "Zrotation Xrotation Yrotation"
_BLOCK = 256


def write_bvh(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write a clip over `path`, which keeps its old content if that fails.

    Raises:
        OutputError: The file cannot be written.
    """
    values = channel_values(clip)
    # ASCII and "\n" on every system, whatever the locale says.
    with (
        atomic_write(path) as temporary,
        temporary.open("w", encoding="ascii", newline="\n") as file,
    ):
        file.writelines(f"{line}\n" for line in _hierarchy(clip))
        file.write(f"MOTION\nFrames: {clip.frame_count}\nFrame Time: {1.0 / clip.fps:.10f}\n")
        row_format = " ".join(["%.6f"] * values.shape[1]) + "\n"
        for start in range(0, clip.frame_count, _BLOCK):
            block = values[start : start + _BLOCK].tolist()
            file.writelines(row_format % tuple(row) for row in block)
            if progress is not None:
                progress(min(1.0, (start + _BLOCK) / clip.frame_count))


def channel_values(clip: ExportClip) -> FloatArray:
    """Return the (F, 3 + 3 J) numbers of the MOTION part: root position, then Z, X, Y degrees."""
    angles = unroll_euler(to_euler(clip.rotations, ORDER))  # (F, J, 3)
    values = np.concatenate([clip.root_position, angles.reshape(clip.frame_count, -1)], axis=1)
    # Rounded here, so that a tiny negative number is not written as -0.000000.
    return np.asarray(np.round(values, 6) + 0.0)


def _hierarchy(clip: ExportClip) -> Iterator[str]:
    yield "HIERARCHY"
    yield from _joint(clip, 0, "")


def _joint(clip: ExportClip, joint: int, indent: str) -> Iterator[str]:
    name = clip.joints[joint]
    root = clip.parents[joint] < 0
    yield f"{indent}{'ROOT' if root else 'JOINT'} {name}"
    yield f"{indent}{{"
    yield f"{indent}\tOFFSET {_vector(clip.offsets[joint])}"
    if root:
        yield f"{indent}\tCHANNELS 6 Xposition Yposition Zposition {_ROTATION_CHANNELS}"
    else:
        yield f"{indent}\tCHANNELS 3 {_ROTATION_CHANNELS}"
    for child, parent in enumerate(clip.parents):
        if parent == joint:
            yield from _joint(clip, child, f"{indent}\t")
    if name in clip.end_sites:
        yield f"{indent}\tEnd Site"
        yield f"{indent}\t{{"
        yield f"{indent}\t\tOFFSET {_vector(clip.end_sites[name])}"
        yield f"{indent}\t}}"
    yield f"{indent}}}"


def _vector(vector: FloatArray) -> str:
    return " ".join(f"{value:.6f}" for value in np.round(vector, 6) + 0.0)
