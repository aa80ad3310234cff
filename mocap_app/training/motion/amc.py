"""Motion from Acclaim files: a skeleton (.asf) and what it does (.amc), as CMU publishes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.transform import Rotation

from mocap_app.core.errors import DataError
from mocap_app.training.motion.source import SourceMotion, chain

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import FloatArray

CMU_FPS = 120.0
"""The files count frames at this rate, also where only every fourth is there."""


@dataclass
class _Bone:
    """One bone of the skeleton file; the root has no length."""

    parent: str = ""
    direction: FloatArray = field(default_factory=lambda: np.zeros(3))
    length: float = 0.0
    axis: FloatArray = field(default_factory=lambda: np.eye(3))
    """(3, 3) from the bone's axes to the world's at rest."""
    dof: tuple[str, ...] = ()


def read_amc_motion(skeleton: Path, path: Path) -> SourceMotion:
    """Read a motion; a joint is where its bone begins, and leaves have an "_end".

    Raises:
        DataError: A file cannot be read, or they do not belong together.
    """
    try:
        bones = _read_skeleton(skeleton.read_text(encoding="utf-8", errors="replace"))
        numbers, values = _read_frames(path.read_text(encoding="utf-8", errors="replace"))
        return _assemble(path.name, bones, numbers, values)
    except OSError as error:
        raise DataError(f"Cannot read {error.filename}: {error.strerror or error}.") from error
    except (ValueError, KeyError, IndexError) as error:
        raise DataError(f"{path} and {skeleton} are no Acclaim motion: {error}.") from error


def _read_skeleton(text: str) -> dict[str, _Bone]:
    """Return the bones by name, parents first."""
    sections = {part.split(None, 1)[0]: part for part in text.split("\n:") if part.strip()}
    found: dict[str, _Bone] = {"root": _Bone(dof=("tx", "ty", "tz", "rx", "ry", "rz"))}
    for block in sections["bonedata"].split("begin")[1:]:
        words = {line.split()[0]: line.split()[1:] for line in block.splitlines() if line.split()}
        axis = words["axis"]
        found[words["name"][0]] = _Bone(
            direction=np.array(words["direction"], dtype=np.float64),
            length=float(words["length"][0]),
            # Lower case turns about fixed axes: X first, as the format does.
            axis=Rotation.from_euler(axis[3].lower(), np.array(axis[:3], float), True).as_matrix(),
            dof=tuple(words.get("dof", ())),
        )
    ordered = {"root": found["root"]}
    for line in sections["hierarchy"].splitlines():
        names = line.split()
        if names and names[0] in ordered:
            for child in names[1:]:
                found[child].parent = names[0]
                ordered[child] = found[child]
    return ordered


def _read_frames(text: str) -> tuple[list[int], list[dict[str, list[float]]]]:
    numbers: list[int] = []
    frames: list[dict[str, list[float]]] = []
    for line in text.splitlines():
        words = line.split()
        if len(words) == 1 and words[0].isdigit():
            numbers.append(int(words[0]))
            frames.append({})
        elif frames and words:
            frames[-1][words[0]] = [float(word) for word in words[1:]]
    if not frames:
        raise ValueError("there are no frames")
    return numbers, frames


def _assemble(
    name: str, bones: dict[str, _Bone], numbers: list[int], values: list[dict[str, list[float]]]
) -> SourceMotion:
    names = list(bones)
    leaves = [n for n in names if all(bone.parent != n for bone in bones.values())]
    parents = [names.index(b.parent) if b.parent else -1 for b in bones.values()]
    parents += [names.index(leaf) for leaf in leaves]
    local = np.tile(np.eye(3), (len(values), len(parents), 1, 1))
    moved = np.zeros((len(parents), 3))
    for row, (bone_name, bone) in enumerate(bones.items()):
        if bone.parent:
            moved[row] = bones[bone.parent].direction * bones[bone.parent].length
        if bone.dof:
            table = np.array([frame[bone_name] for frame in values], dtype=np.float64)
            local[:, row] = bone.axis @ _turns(bone, table) @ bone.axis.T
    for row, leaf in enumerate(leaves, start=len(names)):
        moved[row] = bones[leaf].direction * bones[leaf].length
    translations = np.tile(moved, (len(values), 1, 1))
    translations[:, 0] = np.array([frame["root"][:3] for frame in values], dtype=np.float64)
    frames, positions = chain(parents, local, translations)
    rest = chain(parents, np.tile(np.eye(3), (len(parents), 1, 1)), moved)
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 1
    return SourceMotion(
        name=name,
        joints=(*names, *(f"{leaf}_end" for leaf in leaves)),
        parents=tuple(parents),
        frames=frames,
        positions=positions,
        rest_frames=rest[0],
        rest_positions=rest[1],
        fps=CMU_FPS / max(step, 1),
    )


def _turns(bone: _Bone, table: FloatArray) -> FloatArray:
    """Return (T, 3, 3) rotations in the bone's own axes from its (T, dof) values in degrees."""
    angles = np.zeros((len(table), 3))
    for column, dof in enumerate(bone.dof):
        if dof in {"rx", "ry", "rz"}:
            angles[:, "xyz".index(dof[1])] = table[:, column]
    turns: FloatArray = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    return turns
