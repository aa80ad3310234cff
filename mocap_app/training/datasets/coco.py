"""COCO keypoints, and COCO-WholeBody's feet and hands where its annotations lie beside them.

The public folder: `annotations/person_keypoints_train2017.json`, pictures in `train2017/` or
`images/train2017/`, the same for `val2017`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.body27_points import complete, place
from mocap_app.training.datasets.lazy import (
    Labels,
    LazySamples,
    Picture,
    need_file,
    need_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.training.datasets.people import Split

_ADVICE = (
    "Unpack the 2017 pictures and annotations of https://cocodataset.org into it: "
    "annotations/person_keypoints_train2017.json, train2017/ and the same for val2017."
)
_YEAR = {"train": "train2017", "validation": "val2017"}
_MIN_KEYPOINTS = 5

# Nose, eyes, ears, then left and right of shoulders, elbows, wrists, hips, knees, ankles.
_BODY = {0: 9, 3: 17, 4: 18, 5: 11, 6: 14, 7: 12, 8: 15, 9: 13, 10: 16, 11: 4, 12: 1, 13: 5, 14: 2,
         15: 6, 16: 3}  # fmt: skip
# Big toe, small toe and heel of each foot; 21 points a hand, of which the knuckles.
_FEET = {17: 24, 19: 23, 20: 26, 22: 25}
_LEFT_HAND, _RIGHT_HAND = 23, 44
_HANDS = {_LEFT_HAND + 5: 19, _LEFT_HAND + 17: 20, _RIGHT_HAND + 5: 21, _RIGHT_HAND + 17: 22}
_PARTS = (("keypoints", 17), ("foot_kpts", 6), ("lefthand_kpts", 21), ("righthand_kpts", 21))


def load_coco(folder: Path, split: Split) -> LazySamples:
    """Return the people with at least five labelled keypoints.

    Raises:
        DataError: The folder is missing, incomplete or damaged.
    """
    need_folder(folder, "COCO", _ADVICE)
    year = _YEAR[split]
    plain = folder / "annotations" / f"person_keypoints_{year}.json"
    whole = folder / "annotations" / f"coco_wholebody_{year[:-4]}_v1.0.json"
    path = whole if whole.is_file() else plain
    need_file(path, "COCO", _ADVICE)
    pictures = next((p for p in (folder / year, folder / "images" / year) if p.is_dir()), None)
    if pictures is None:
        raise DataError(f"The COCO folder is incomplete: {folder / year} is missing. {_ADVICE}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = {image["id"]: str(image["file_name"]) for image in content["images"]}
        people = [a for a in content["annotations"] if _is_usable(a)]
        joints = np.array([_joints(a) for a in people], np.float32).reshape(-1, 65, 3)
        sources = [Picture(pictures / files[a["image_id"]]) for a in people]
        names = [f"coco_{a['id']}" for a in people]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is damaged ({error!r}); get the file once more.") from error
    # 0: not labelled, 1: labelled but hidden, 2: visible; the whole-body points have scores.
    weight = np.select([joints[..., 2] >= 2, joints[..., 2] > 0], [1.0, 0.5], 0.0)
    weight[:, 17:] = 0.7 * (joints[:, 17:, 2] > 0.3)
    points_2d, weight_2d = place(joints[..., :2], weight.astype(np.float32), _BODY | _FEET | _HANDS)
    return LazySamples(names, sources, Labels.only_2d(*complete(points_2d, weight_2d)))


def _is_usable(annotation: dict[str, Any]) -> bool:
    labelled = sum(v > 0 for v in annotation.get("keypoints", [])[2::3])
    return not annotation.get("iscrowd", 0) and labelled >= _MIN_KEYPOINTS


def _joints(annotation: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Return (65, 3) x, y, flag: body, feet, left hand, right hand; zeros for what is absent."""
    parts = []
    for key, count in _PARTS:
        values = annotation.get(key)
        part = np.zeros(3 * count) if values is None else np.asarray(values, dtype=float)
        parts.append(part.reshape(count, 3))
    return np.concatenate(parts)
