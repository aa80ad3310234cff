"""Where the 27 keypoints lie on the body.

Hips, knees, ankles, shoulders, elbows, wrists and the neck base are joint centres, the pelvis is
midway between the hips, the spine point rides on the vertebrae half-way up to the neck base. The
others are small patches of skin: tip of the nose, crown, ears (at the ear canal), the backs of the
knuckles of index and little finger, backs of the heels, tips of the big toes.

Every keypoint is a weighted mean of points that move with bones, so all 27 of thousands of frames
are one matrix product, see `landmark_matrix`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.body.rig import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

# Joint centres: keypoint -> bones whose heads are averaged, with weights.
_JOINTS: dict[str, dict[str, float]] = {
    "pelvis": {"upperleg01.L": 0.5, "upperleg01.R": 0.5},
    # Between the heads of these two, at half the height of the neck base above the pelvis.
    "spine": {"spine02": 0.7, "spine01": 0.3},
    "thorax": {"neck01": 1.0},
    **{
        f"{word}_{point}": {f"{bone}.{side}": 1.0}
        for word, side in (("left", "L"), ("right", "R"))
        for point, bone in (
            ("hip", "upperleg01"),
            ("knee", "lowerleg01"),
            ("ankle", "foot"),
            ("shoulder", "upperarm01"),
            ("elbow", "lowerarm01"),
            ("wrist", "wrist"),
        )
    },
}

# Patches of skin on the left or in the middle, as vertices of the base mesh; the right ones mirror.
_PATCHES: dict[str, tuple[int, ...]] = {
    "nose": (297, 5054),
    "head_top": (879, 881),
    "left_ear": (12272, 12289, 12282),
    "left_index": (9803, 9772, 9801),
    "left_pinky": (9792, 9183, 9789),
    "left_heel": (12442, 12815),
    "left_toe": (12770, 12756),
}


def skin_patches(base: NDArray[np.floating]) -> dict[str, NDArray[np.intp]]:
    """Return the vertices of each keypoint that lies on the skin, for the base mesh (V, 3)."""
    patches = {name: np.array(vertices, dtype=np.intp) for name, vertices in _PATCHES.items()}
    for name in [name for name in patches if name.startswith("left_")]:
        mirrored = base[patches[name]] * (-1.0, 1.0, 1.0)
        distance = np.linalg.norm(base[:, None] - mirrored, axis=-1)  # (V, patch)
        patches[name.replace("left_", "right_")] = distance.argmin(axis=0)
    return patches


def landmark_matrix(
    vertices: NDArray[np.floating],
    joints: FloatArray,
    weights: NDArray[np.floating],
    patches: dict[str, NDArray[np.intp]],
) -> FloatArray:
    """Return (27, B, 4): keypoint k is the sum over bones of transform (3, 4) times row (4,).

    Args:
        vertices: (V, 3) of the shaped body at rest.
        joints: (B, 3) of the same.
        weights: (V, B) skinning weights.
        patches: Of `skin_patches`.
    """
    names = body27().joints
    matrix = np.zeros((len(names), len(joints), 4))
    for row, name in enumerate(names):
        for bone, share in _JOINTS.get(name, {}).items():
            matrix[row, INDEX[bone]] += share * np.append(joints[INDEX[bone]], 1.0)
        if name in patches:
            patch = patches[name]
            points = np.concatenate([vertices[patch], np.ones((len(patch), 1))], axis=1)
            matrix[row] += weights[patch].T @ points / len(patch)
    return matrix


def place_landmarks(matrix: FloatArray, transforms: FloatArray) -> FloatArray:
    """Return (..., 27, 3) keypoints of posed bones (..., B, 3, 4), with a `landmark_matrix`."""
    columns = np.moveaxis(transforms, -2, -3)  # (..., 3, B, 4)
    columns = columns.reshape(*columns.shape[:-2], matrix.shape[1] * 4)
    placed: FloatArray = columns @ matrix.reshape(len(matrix), -1).T  # (..., 3, 27)
    return np.moveaxis(placed, -1, -2)
