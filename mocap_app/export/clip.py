"""A motion ready to be written: names, bones, unit, axes and rate are decided here, once.

Axes are the program's own: right-handed, Y up, the character faces +Z, all rotations zero is the
rest pose. Every writer gets its clip from `make_clip`, so that all formats agree. Frames are made
when they are asked for, a block at a time: an hour of motion costs no more memory than a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import OutputError
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.rotation import IDENTITY, inverse, multiply
from mocap_app.core.skeleton import Skeleton
from mocap_app.export.options import ORDERS, ExportOptions
from mocap_app.export.presets import UNITS, find_target
from mocap_app.export.tree import NO_SOURCE, RestTree, rest_tree
from mocap_app.recording.resample import resample, standard_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.recording.take import Take

BLOCK = 256
"""Frames made at a time."""
_DEFAULTS = ExportOptions()


@dataclass(frozen=True, eq=False)
class Block:
    """Some consecutive frames of a clip, n of them."""

    start: int
    """Number of the first one."""
    rotations: FloatArray
    """(n, K, 4) local rotations wxyz; identity is the rest pose."""
    hips: FloatArray
    """(n, 3) world position of the joint `clip.tree.hips`, in the clip's unit."""


@dataclass(frozen=True, eq=False)
class ExportClip:
    """One character's motion at a constant rate; K joints in depth-first order."""

    name: str
    tree: RestTree
    """Names and bones, in metres."""
    skeleton: Skeleton
    """The solved skeleton that the tree was made of."""
    scale: float
    """Units per metre."""
    fps: int
    frame_count: int
    options: ExportOptions
    _take: Take
    _solved: NDArray[np.intp]

    @property
    def order(self) -> str:
        """Order of BVH's rotation channels."""
        return self.options.order or ORDERS[0]

    @property
    def unit(self) -> str:
        """Name of the unit."""
        return self.options.unit or find_target(self.options.target).unit

    @property
    def rest_positions(self) -> FloatArray:
        """(K, 3) joints of the rest pose, standing on the floor, in the clip's unit."""
        tree = self.tree
        places = np.zeros((len(tree.joints), 3))
        for joint, parent in enumerate(tree.parents):
            if parent >= 0:
                places[joint] = places[parent] + tree.offsets[joint]
            if joint == tree.hips:
                places[joint] = [0.0, tree.height, 0.0]
        return self.scale * places

    def frames(self, start: int, stop: int) -> Block:
        """Make the frames from `start` up to, not including, `stop`."""
        lead = int(self.options.rest_frame)
        times = (np.arange(start, stop) - lead) / self.fps
        rotations, root = _sample(self._take, self._solved, times)
        rotations = _in_tree(self.tree, rotations)
        if lead and start == 0:
            rotations[0] = IDENTITY
            root[0, 1] = self.tree.height
        return Block(start, rotations, self.scale * root)

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """Make all frames, block by block."""
        for start in range(0, self.frame_count, size):
            yield self.frames(start, min(start + size, self.frame_count))

    def positions(self, block: Block) -> FloatArray:
        """Return the (n, K, 3) joints of a block in the world, in the clip's unit."""
        tree = self.tree
        first = tree.hips  # A joint above the hips stays at the origin.
        above = [parent - first if parent >= first else -1 for parent in tree.parents[first:]]
        moving = Skeleton(
            name="export",
            joints=tree.joints[first:],
            parents=tuple(above),
            mirror=tuple(range(len(above))),
            offsets=self.scale * tree.offsets[first:],
        )
        places = np.zeros((*block.rotations.shape[:2], 3))
        places[:, first:] = forward_kinematics(moving, block.rotations[:, first:], block.hips)
        return places


def make_clip(take: Take, options: ExportOptions = _DEFAULTS) -> ExportClip:
    """Decide everything about the export of a take.

    Frame n is n / fps seconds after the take's first: before the first solved pose and after the
    last one these two are held. Losses in between are interpolated; long ones are held, then
    joined (`recording.resample`).

    Raises:
        OutputError: The take has no pose to export, or its skeleton has a bone of no length.
    """
    solved = np.flatnonzero(take.solved)
    if not len(solved):
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no pose to export: nobody was found in any of the {frames} frames of "
                "'{name}'.",
            ),
            frames=take.frame_count,
            name=take.name,
        )
    target = find_target(options.target)
    fps = standard_rate(take.rate) if options.fps is None else options.fps
    # One more frame than steps; rounding keeps the count when the last frame came a bit early.
    count = round(take.duration * fps) + 1 + int(options.rest_frame)
    return ExportClip(
        name=take.name,
        tree=rest_tree(take.skeleton, target.names, options.rest),
        skeleton=take.skeleton,
        scale=UNITS[options.unit or target.unit],
        fps=fps,
        frame_count=count,
        options=options,
        _take=take,
        _solved=solved,
    )


def _sample(
    take: Take, solved: NDArray[np.intp], times: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (n, 22, 4) rotations and (n, 3) hips in metres at times after the first frame."""
    stamps = take.timestamps[solved] - take.timestamps[0]
    # Only the rows around these times; those at the ends are held by `resample`.
    first = max(int(np.searchsorted(stamps, times[0], side="right")) - 1, 0)
    last = min(int(np.searchsorted(stamps, times[-1], side="right")) + 1, len(stamps))
    rows = solved[first:last] if last > first else solved[first : first + 1]
    return resample(
        stamps[first : first + len(rows)], take.rotations[rows], take.root_position[rows], times
    )


def _in_tree(tree: RestTree, rotations: FloatArray) -> FloatArray:
    """Return (n, K, 4) rotations from the tree's rest pose, given (n, 22, 4) from the T-pose."""
    result = np.tile(IDENTITY, (len(rotations), len(tree.joints), 1))
    rows = [row for row, source in enumerate(tree.sources) if source != NO_SOURCE]
    sources = [tree.sources[row] for row in rows]
    above = np.array([tree.turns[tree.parents[row]] if row else IDENTITY for row in rows])
    turned = multiply(multiply(above, rotations[:, sources]), inverse(tree.turns[rows]))
    result[:, rows] = turned
    return result
