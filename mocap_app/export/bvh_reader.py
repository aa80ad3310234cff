"""An independent reader of BVH files: it shares no code with the writer it checks."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import FloatArray

_MAX_BYTES = 2**28
"""About ten hours of motion."""
_POSITION = {f"{axis}position": index for index, axis in enumerate("XYZ")}
_ROTATION = {f"{axis}rotation": axis for axis in "XYZ"}


@dataclass(frozen=True, eq=False)
class BvhMotion:
    """What a BVH file says, in its own unit; J joints in the file's order, F frames."""

    joints: tuple[str, ...]
    parents: tuple[int, ...]
    """-1 for the root."""
    offsets: FloatArray
    """(J, 3) from the parent."""
    end_sites: dict[str, FloatArray]
    """(3,) from a leaf joint to its End Site."""
    channels: tuple[tuple[str, ...], ...]
    """By joint, as written: Xposition ... Zrotation."""
    frame_time: float
    """Seconds."""
    values: FloatArray
    """(F, C) numbers of all channels of all joints, in the file's order."""

    def joint_values(self, joint: int) -> FloatArray:
        """Return the (F, c) channel values of one joint."""
        start = sum(len(names) for names in self.channels[:joint])
        return self.values[:, start : start + len(self.channels[joint])]

    def local_matrices(self) -> FloatArray:
        """Return the (F, J, 3, 3) local rotations: channels from left to right, R = R1 R2 R3."""
        from scipy.spatial.transform import Rotation

        matrices = np.tile(np.eye(3), (len(self.values), len(self.joints), 1, 1))
        for joint, names in enumerate(self.channels):
            columns = [column for column, name in enumerate(names) if name in _ROTATION]
            if columns and len(self.values):
                order = "".join(_ROTATION[names[column]] for column in columns)
                angles = self.joint_values(joint)[:, columns]
                turned = Rotation.from_euler(order, angles, degrees=True)
                matrices[:, joint] = turned.as_matrix().reshape(-1, 3, 3)
        return matrices

    def translations(self) -> FloatArray:
        """Return the (F, J, 3) positions relative to the parent.

        Position channels replace the OFFSET, as in Blender; some other readers add it.
        """
        moved = np.tile(self.offsets, (len(self.values), 1, 1))
        for joint, names in enumerate(self.channels):
            for column, name in enumerate(names):
                if name in _POSITION:
                    moved[:, joint, _POSITION[name]] = self.joint_values(joint)[:, column]
        return moved

    def positions(self) -> FloatArray:
        """Return the (F, J, 3) joints in the world."""
        local, moved = self.local_matrices(), self.translations()
        turned, positions = local.copy(), moved.copy()
        for joint, parent in enumerate(self.parents):
            if parent >= 0:
                turned[:, joint] = turned[:, parent] @ local[:, joint]
                step = turned[:, parent] @ moved[:, joint, :, None]
                positions[:, joint] = positions[:, parent] + step[..., 0]
        return positions


def read_bvh(path: Path) -> BvhMotion:
    """Read a BVH file.

    Raises:
        SourceError: It cannot be read, or is no BVH file; the text names the line.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SourceError(f"{path} is larger than any BVH file this program reads.")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"Cannot read {path}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not a BVH file: it is not text.") from error
    lines = _Lines(path, text)
    parser = _Hierarchy(lines)
    parser.read()
    frame_time, values = _read_motion(lines, sum(len(names) for names in parser.channels))
    return BvhMotion(
        joints=tuple(parser.joints),
        parents=tuple(parser.parents),
        offsets=np.array(parser.offsets, dtype=np.float64),
        end_sites=parser.end_sites,
        channels=tuple(parser.channels),
        frame_time=frame_time,
        values=values,
    )


class _Lines:
    """The lines of a file that are not empty, with their numbers for messages."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        numbered = enumerate(text.splitlines(), start=1)
        # Split into words only when it is their turn: the words of all need thirty times the room.
        self.lines = [(number, line) for number, line in numbered if line.strip()]
        self.at = 0

    def next(self, *expected: str) -> list[str]:
        """Return the words of the next line; it must begin with `expected`, if given."""
        if self.at >= len(self.lines):
            raise SourceError(f"{self.path} is not a whole BVH file: it ends too early.")
        words = self.lines[self.at][1].split()
        if tuple(words[: len(expected)]) != expected:
            raise self.wrong(f"{' '.join(expected)} is missing")
        self.at += 1
        return words

    def wrong(self, reason: str) -> SourceError:
        """Return the error for the line that comes next."""
        number = self.lines[min(self.at, len(self.lines) - 1)][0] if self.lines else 1
        return SourceError(f"{self.path} is not a BVH file: {reason} in line {number}.")

    def numbers(self, words: list[str], count: int) -> list[float]:
        """Return `count` finite numbers made of the words of the line just read."""
        self.at -= 1
        try:
            values = [float(word) for word in words]
        except ValueError:
            raise self.wrong("a number is missing") from None
        if len(values) != count or not np.isfinite(values).all():
            raise self.wrong(f"there are not {count} numbers")
        self.at += 1
        return values


class _Hierarchy:
    """Gathers the HIERARCHY part; without recursion, so that no file is nested too deep."""

    def __init__(self, lines: _Lines) -> None:
        self.lines = lines
        self.joints: list[str] = []
        self.parents: list[int] = []
        self.offsets: list[list[float]] = []
        self.channels: list[tuple[str, ...]] = []
        self.end_sites: dict[str, FloatArray] = {}

    def read(self) -> None:
        self.lines.next("HIERARCHY")
        open_joints = [self._joint(self.lines.next("ROOT"), -1)]
        while open_joints:
            words = self.lines.next()
            if words[0] == "}":
                open_joints.pop()
            elif words[0] == "JOINT":
                open_joints.append(self._joint(words, open_joints[-1]))
            elif words[:2] == ["End", "Site"]:
                self.lines.next("{")
                tip = self.lines.numbers(self.lines.next("OFFSET")[1:], 3)
                self.end_sites[self.joints[open_joints[-1]]] = np.array(tip)
                self.lines.next("}")
            else:
                self.lines.at -= 1
                raise self.lines.wrong(f"there is an unexpected {words[0]!r}")

    def _joint(self, words: list[str], parent: int) -> int:
        self.joints.append("_".join(words[1:]))
        self.parents.append(parent)
        self.lines.next("{")
        self.offsets.append(self.lines.numbers(self.lines.next("OFFSET")[1:], 3))
        channels = self.lines.next("CHANNELS")
        names = channels[2:]
        known = all(name in _POSITION or name in _ROTATION for name in names)
        if not known or channels[1:2] != [str(len(names))]:
            self.lines.at -= 1
            raise self.lines.wrong("the channels are not as announced")
        self.channels.append(tuple(names))
        return len(self.joints) - 1


def _read_motion(lines: _Lines, columns: int) -> tuple[float, FloatArray]:
    lines.next("MOTION")
    count = re.fullmatch(r"Frames:\s*([0-9]{1,9})", " ".join(lines.next()))
    time = re.fullmatch(r"Frame Time:\s*(\S+)", " ".join(lines.next()))
    if count is None or time is None:
        lines.at -= 1
        raise lines.wrong("Frames or Frame Time is missing")
    frame_time = lines.numbers([time[1]], 1)[0]
    rows = [
        np.array(lines.numbers(lines.next(), columns))
        for _ in itertools.repeat(None, int(count[1]))
    ]
    return frame_time, np.array(rows, dtype=np.float64).reshape(len(rows), columns)
