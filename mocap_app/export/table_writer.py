"""Joints and rotations as numbers for one's own programs: CSV text and NumPy arrays."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.core.types import FloatArray
    from mocap_app.export.bvh_writer import Progress
    from mocap_app.export.clip import Block, ExportClip


def write_csv(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write one line a frame over `path`, which keeps its old content if that fails.

    Columns: frame, seconds, then of each joint its world position x, y, z in the clip's unit and
    its local rotation as a quaternion w, x, y, z, identity in the rest pose.

    Raises:
        OutputError: The file cannot be written.
    """
    parts = ("px", "py", "pz", "qw", "qx", "qy", "qz")
    names = [f"{joint}.{part}" for joint in clip.tree.joints for part in parts]
    row_format = ",".join(["%d", "%.6f", *["%.6f"] * len(names)]) + "\n"
    with (
        atomic_write(path) as temporary,
        temporary.open("w", encoding="ascii", newline="\n") as file,
    ):
        file.write(",".join(["frame", "seconds", *names]) + "\n")
        for block in clip.blocks():
            values = np.concatenate([clip.positions(block), block.rotations], axis=-1)
            rows = np.round(values.reshape(len(values), -1), 6) + 0.0
            for frame, row in enumerate(rows.tolist(), start=block.start):
                file.write(row_format % (frame, frame / clip.fps, *row))
            _tell(progress, block, clip, 1.0)


def write_npz(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write NumPy arrays over `path`, which keeps its old content if that fails.

    joints (K,) names; parents (K,), -1 for the root; offsets (K, 3) from the parent in the rest
    pose; positions (F, K, 3) in the world; rotations (F, K, 4) local, wxyz; seconds (F,); fps;
    unit. Lengths are in the clip's unit.

    Raises:
        OutputError: The file cannot be written.
    """
    tree = clip.tree
    small = {
        "joints": np.array(tree.joints),
        "parents": np.array(tree.parents),
        "offsets": clip.scale * tree.offsets,
        "seconds": np.arange(clip.frame_count) / clip.fps,
        "fps": np.array(clip.fps),
        "unit": np.array(clip.unit),
    }
    with (
        atomic_write(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, array in small.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
        _stream(archive, clip, "positions", clip.positions, lambda b: _tell(progress, b, clip, 0.5))
        _stream(
            archive,
            clip,
            "rotations",
            lambda block: block.rotations,
            lambda b: _tell(progress, b, clip, 0.5, 0.5),
        )


def _stream(
    archive: zipfile.ZipFile,
    clip: ExportClip,
    name: str,
    values: Callable[[Block], FloatArray],
    tell: Callable[[Block], None],
) -> None:
    """Write an array whose first dimension is the frames, a block at a time."""
    width = values(clip.frames(0, 1)).shape[1:]
    header = {"descr": "<f8", "fortran_order": False, "shape": (clip.frame_count, *width)}
    with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
        np.lib.format.write_array_header_1_0(file, header)
        for block in clip.blocks():
            file.write(np.ascontiguousarray(values(block), "<f8").tobytes())
            tell(block)


def _tell(
    progress: Progress | None, block: Block, clip: ExportClip, share: float, before: float = 0.0
) -> None:
    if progress is not None:
        done = (block.start + len(block.hips)) / clip.frame_count
        progress(before + share * done)
