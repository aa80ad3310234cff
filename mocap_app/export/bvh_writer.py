"""BVH files that Blender and everybody else read the same way.

Facts behind the choices, measured in Blender 5.0.1: position channels are absolute there while
other readers add the root's OFFSET, so only OFFSET 0 0 0 is right in both; a frame time of six
decimals gives a frame rate base of 0.99999; channels read left to right are R = R1 R2 R3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.paths import atomic_write
from mocap_app.core.rotation import to_euler
from mocap_app.export.euler import Unroller

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import FloatArray
    from mocap_app.export.bvh_reader import BvhMotion
    from mocap_app.export.clip import ExportClip

Progress = Callable[[float], None]
"""Called with the part that is done, 0 to 1."""

_POSITION = ("Xposition", "Yposition", "Zposition")


@dataclass(frozen=True, eq=False)
class _Header:
    """Everything before the first row of numbers; fields as in `BvhMotion`."""

    joints: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: FloatArray
    end_sites: dict[str, FloatArray]
    channels: tuple[tuple[str, ...], ...]
    frame_time: float
    frame_count: int


def write_bvh(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write a clip over `path`, which keeps its old content if that fails.

    Raises:
        OutputError: The file cannot be written.
    """
    tree = clip.tree
    offsets = clip.scale * tree.offsets
    if clip.options.on_floor or tree.hips:
        # With a joint above the hips this is that bone's only length.
        offsets[tree.hips, 1] = clip.scale * tree.height
    turning = tuple(f"{axis}rotation" for axis in clip.order)
    moving = (0, tree.hips)
    header = _Header(
        joints=tree.joints,
        parents=tree.parents,
        offsets=offsets,
        end_sites={name: clip.scale * tip for name, tip in tree.end_sites.items()},
        channels=tuple(
            (*_POSITION, *turning) if joint in moving else turning
            for joint in range(len(tree.joints))
        ),
        frame_time=1.0 / clip.fps,
        frame_count=clip.frame_count,
    )
    _write(header, channel_blocks(clip), path, progress)


def write_motion(motion: BvhMotion, path: Path) -> None:
    """Write what was read from a BVH file; a file of ours comes out byte by byte the same.

    Raises:
        OutputError: The file cannot be written.
    """
    header = _Header(
        motion.joints,
        motion.parents,
        motion.offsets,
        motion.end_sites,
        motion.channels,
        motion.frame_time,
        len(motion.values),
    )
    _write(header, [motion.values], path, None)


def channel_blocks(clip: ExportClip) -> Iterator[FloatArray]:
    """Yield the (n, C) numbers of the MOTION part, block by block.

    Each joint's in turn: X, Y, Z in the clip's unit for those that travel, then three angles in
    degrees, whose curves have no jumps.
    """
    unroller = Unroller()
    for block in clip.blocks():
        angles = unroller.unroll(to_euler(block.rotations, clip.order))  # (n, K, 3)
        parts = [angles[:, joint] for joint in range(angles.shape[1])]
        parts[clip.tree.hips] = np.concatenate([block.hips, parts[clip.tree.hips]], axis=1)
        if clip.tree.hips:
            parts[0] = np.concatenate([np.zeros_like(block.hips), parts[0]], axis=1)
        yield np.concatenate(parts, axis=1)


def _write(
    header: _Header, rows: Iterable[FloatArray], path: Path, progress: Progress | None
) -> None:
    # ASCII and "\n" on every system, whatever the locale says.
    with (
        atomic_write(path) as temporary,
        temporary.open("w", encoding="ascii", newline="\n") as file,
    ):
        file.writelines(f"{line}\n" for line in _hierarchy(header))
        file.write(f"MOTION\nFrames: {header.frame_count}\n")
        file.write(f"Frame Time: {header.frame_time:.10f}\n")
        row_format = " ".join(["%.6f"] * sum(map(len, header.channels))) + "\n"
        done = 0
        for block in rows:
            # Rounded here, so that a tiny negative number is not written as -0.000000.
            for row in (np.round(block, 6) + 0.0).tolist():
                file.write(row_format % tuple(row))
            done += len(block)
            if progress is not None:
                progress(done / header.frame_count)


def _hierarchy(header: _Header) -> Iterator[str]:
    yield "HIERARCHY"
    yield from _joint(header, 0, "")


def _joint(header: _Header, joint: int, indent: str) -> Iterator[str]:
    name, channels = header.joints[joint], header.channels[joint]
    yield f"{indent}{'JOINT' if joint else 'ROOT'} {name}"
    yield f"{indent}{{"
    yield f"{indent}\tOFFSET {_vector(header.offsets[joint])}"
    yield f"{indent}\tCHANNELS {len(channels)} {' '.join(channels)}"
    for child, parent in enumerate(header.parents):
        if parent == joint:
            yield from _joint(header, child, f"{indent}\t")
    if name in header.end_sites:
        yield f"{indent}\tEnd Site"
        yield f"{indent}\t{{"
        yield f"{indent}\t\tOFFSET {_vector(header.end_sites[name])}"
        yield f"{indent}\t}}"
    yield f"{indent}}}"


def _vector(vector: FloatArray) -> str:
    return " ".join(f"{value:.6f}" for value in np.round(vector, 6) + 0.0)
