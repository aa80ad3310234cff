"""MPII Human Pose in its public form: one MATLAB file and a folder of pictures.

The folder: `mpii_human_pose_v1_u12_1.mat` (as unpacked, or in `mpii_human_pose_v1_u12_2/`) and
`images/`. Only its training pictures have labels: every tenth of them is held out for validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.body27_points import complete, place
from mocap_app.training.datasets.lazy import Labels, LazySamples, Picture, need_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.training.datasets.people import Split

_ADVICE = (
    "Unpack pictures and annotations of http://human-pose.mpi-inf.mpg.de into it: images/ and "
    "mpii_human_pose_v1_u12_1.mat."
)
_FILE = "mpii_human_pose_v1_u12_1.mat"
_HELD_OUT = 10
_MIN_JOINTS = 5

# Right ankle, knee, hip, left hip, knee, ankle, pelvis, thorax, upper neck, head top, right wrist,
# elbow, shoulder, left shoulder, elbow, wrist.
_JOINTS = {0: 3, 1: 2, 2: 1, 3: 4, 4: 5, 5: 6, 6: 0, 9: 10, 10: 16, 11: 15, 12: 14, 13: 11, 14: 12,
           15: 13}  # fmt: skip
_THORAX, _UPPER_NECK = 7, 8


def load_mpii(folder: Path, split: Split) -> LazySamples:
    """Return the labelled people.

    Raises:
        DataError: The folder is missing, incomplete or damaged.
    """
    need_folder(folder, "MPII", _ADVICE)
    path = next((p for p in (folder / _FILE, *folder.glob(f"*/{_FILE}")) if p.is_file()), None)
    if path is None:
        raise DataError(f"The MPII folder is incomplete: {folder / _FILE} is missing. {_ADVICE}")
    need_folder(folder / "images", "MPII", _ADVICE)
    try:
        release = loadmat(path, struct_as_record=False, squeeze_me=True)["RELEASE"]
        found = list(_people(release, split))
    except (MatReadError, OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise DataError(f"{path} is damaged ({error!r}); get the file once more.") from error
    names = [f"{name}#{person}" for name, person, _ in found]
    pictures = [Picture(folder / "images" / name) for name, _, _ in found]
    joints = np.array([joints for _, _, joints in found], np.float32).reshape(-1, 16, 3)
    return LazySamples(names, pictures, _labels(joints))


def _people(release: Any, split: Split) -> Iterator[tuple[str, int, NDArray[np.floating]]]:
    """Yield picture, running number within it, and (16, 3) x, y, weight."""
    trained = np.atleast_1d(release.img_train)
    for index, entry in enumerate(np.atleast_1d(release.annolist)):
        held_out = index % _HELD_OUT == 0
        if not trained[index] or held_out != (split == "validation"):
            continue
        for person, rectangle in enumerate(np.atleast_1d(entry.annorect)):
            points = getattr(getattr(rectangle, "annopoints", None), "point", None)
            if points is None:
                continue
            joints = _joints(np.atleast_1d(points))
            if (joints[:, 2] > 0).sum() >= _MIN_JOINTS:
                yield str(entry.image.name), person, joints


def _joints(points: NDArray[Any]) -> NDArray[np.floating]:
    joints = np.zeros((16, 3))
    for point in points:
        # The flag is a number, a text, or an empty array for points nobody judged.
        visible = str(getattr(point, "is_visible", "1")) != "0"
        joints[int(point.id)] = point.x, point.y, 1.0 if visible else 0.5
    return joints


def _labels(joints: NDArray[np.float32]) -> Labels:
    points, weight = place(joints[..., :2], joints[..., 2], _JOINTS)
    # The base of the neck lies between MPII's thorax, a point of the spine, and its upper neck.
    points[:, 8] = joints[:, [_THORAX, _UPPER_NECK], :2].mean(axis=1)
    weight[:, 8] = 0.7 * joints[:, [_THORAX, _UPPER_NECK], 2].min(axis=1)
    return Labels.only_2d(*complete(points, weight))
