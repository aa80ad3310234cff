"""What is known about a take before its first pose: name, source, date, skeleton."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

import mocap_app
from mocap_app.core.calibration import Calibration
from mocap_app.core.skeleton import Skeleton

FORMAT = 1
"""Version of the journal and take files; raised when an older program could not read them."""


@dataclass(frozen=True, slots=True)
class TakeHeader:
    """The part of a take that is not motion; written first into journals and take files."""

    name: str
    source: str
    """What was recorded: name of the camera, path of the video, address."""
    created: datetime
    """When the recording began, with its time zone."""
    skeleton: Skeleton
    mirrored: bool = False
    """True if frames were flipped before inference, so that this is the mirrored person."""
    app_version: str = mocap_app.__version__
    """Version of the program that made the take."""
    calibration: Calibration | None = None
    """Of person and camera, if one was known."""

    def to_json(self) -> str:
        """Return the header as one JSON object; `from_json` gives back an equal header."""
        return json.dumps(
            {
                "format": FORMAT,
                "app_version": self.app_version,
                "name": self.name,
                "source": self.source,
                "created": self.created.isoformat(),
                "mirrored": self.mirrored,
                "skeleton": skeleton_to_dict(self.skeleton),
                "calibration": None if self.calibration is None else self.calibration.to_dict(),
            }
        )

    @staticmethod
    def from_json(text: str) -> TakeHeader:
        """Read `to_json`'s text.

        Raises:
            ValueError: The text is damaged or was written by a newer version.
        """
        try:
            data = json.loads(text)
            version = int(data["format"])
            if version > FORMAT:
                made_by = data.get("app_version", "unknown")
                raise ValueError(f"it was made by a newer version of this program ({made_by})")
            created = datetime.fromisoformat(data["created"])
            # Takes of older versions have none.
            calibration = data.get("calibration")
            return TakeHeader(
                name=str(data["name"]),
                source=str(data["source"]),
                # A file edited by hand may lack the zone; dates with and without do not sort.
                created=created if created.tzinfo else created.astimezone(),
                skeleton=skeleton_from_dict(data["skeleton"]),
                mirrored=bool(data["mirrored"]),
                app_version=str(data["app_version"]),
                calibration=None if calibration is None else Calibration.from_dict(calibration),
            )
        except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise ValueError(f"its header is incomplete ({error})") from error


def skeleton_to_dict(skeleton: Skeleton) -> dict[str, object]:
    """Return a skeleton as plain JSON values; offsets keep every digit."""
    return {
        "name": skeleton.name,
        "joints": list(skeleton.joints),
        "parents": list(skeleton.parents),
        "mirror": list(skeleton.mirror),
        "offsets": skeleton.offsets.tolist(),
        "end_sites": {joint: tip.tolist() for joint, tip in skeleton.end_sites.items()},
    }


def skeleton_from_dict(data: dict[str, object]) -> Skeleton:
    """Read `skeleton_to_dict`'s value.

    Raises:
        ValueError: Lists differ in length, a parent follows its child or a number is missing.
        KeyError: A part is missing.
        TypeError: A part has the wrong type.
    """
    joints = tuple(str(joint) for joint in _items(data["joints"]))
    end_sites = data["end_sites"]
    if not isinstance(end_sites, dict):
        raise TypeError("end_sites")
    skeleton = Skeleton(
        name=str(data["name"]),
        joints=joints,
        parents=tuple(int(parent) for parent in _items(data["parents"])),
        mirror=tuple(int(partner) for partner in _items(data["mirror"])),
        offsets=np.asarray(data["offsets"], dtype=np.float64),
        end_sites={str(k): np.asarray(v, dtype=np.float64) for k, v in end_sites.items()},
    )
    n = len(joints)
    fits = len(skeleton.parents) == len(skeleton.mirror) == n and skeleton.offsets.shape == (n, 3)
    if not fits or any(tip.shape != (3,) for tip in skeleton.end_sites.values()):
        raise ValueError("its skeleton is inconsistent")
    if any(not -1 <= parent < joint for joint, parent in enumerate(skeleton.parents)):
        raise ValueError("its skeleton has a parent that follows its child")
    if not np.isfinite(skeleton.offsets).all():
        raise ValueError("its skeleton has a bone without a length")
    return skeleton


def _items(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return value
