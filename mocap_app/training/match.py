"""`mocap-app train match`: our tracking of a video beside another program's landmarks.

The other program's answer is no truth; where it is sure it is usually right, and a share of its
sure landmarks that we find too says how often an animator would see us go wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.capture.opening import open_source
from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.landmarks33 import confidence_to_body27, to_body27
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.metrics import p_mpjpe
from mocap_app.training.overlay import draw_pose, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import Image, PoseEstimate

LIMBS = (1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16)
"""Hips, knees, ankles, shoulders, elbows, wrists."""
UPPER = (8, 9, 11, 12, 13, 14, 15, 16)
"""Keypoints of the upper body's 3D measure: neck, nose, shoulders, elbows, wrists."""
_ARMS = (11, 12, 13, 14, 15, 16)
_SURE = 0.5
_SHEET_PICTURES = 24


@dataclass(frozen=True)
class MatchConfig:
    """What is compared."""

    video: str = ""
    peer: str = ""
    """Landmarks of every frame, as `packaging/bench_mediapipe.py --out` writes them."""
    model: str = ""
    """Name in the manifest; empty: the default network."""
    sheet: str = ""
    """A PNG file for a picture sheet: the other program in white under our pose."""


@dataclass(frozen=True)
class Peer:
    """Another program's answer for a video of T frames, as Body27."""

    keypoints_2d: NDArray[np.float32]
    """(T, 27, 2) pixels; NaN where it saw nobody."""
    confidence: NDArray[np.float32]
    """(T, 27) visibility."""
    keypoints_3d: NDArray[np.float32]
    """(T, 27, 3) metres, camera axes."""


def read_peer(path: Path) -> Peer:
    """Read the landmarks of a video.

    Raises:
        DataError: The file is missing or is not of this kind.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            landmarks, world = file["landmarks"], file["world"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} does not hold landmarks of a video ({error}); packaging/bench_mediapipe.py "
            "--out writes such files."
        ) from error
    return Peer(
        to_body27(landmarks[..., :2], widen_hips=True),
        np.nan_to_num(confidence_to_body27(landmarks[..., 3])),
        to_body27(world, widen_hips=False),
    )


def compare(poses: list[PoseEstimate], peer: Peer) -> dict[str, float | None]:
    """Return the share of the peer's sure limb landmarks that we match, and 3D in millimetres.

    A landmark is matched within 0.2 of the peer's torso length; what we lost is not matched. 3D is
    compared where the peer is sure of both arms; None where that is never so.

    Raises:
        DataError: The numbers of frames differ.
    """
    if len(poses) != len(peer.confidence):
        raise DataError(f"The video has {len(poses)} frames, the landmarks {len(peer.confidence)}.")
    ours = np.stack([pose.keypoints_2d for pose in poses])
    ours_3d = np.stack([pose.keypoints_3d for pose in poses])
    tracked = np.array([pose.tracked for pose in poses])
    sure = peer.confidence > _SURE
    distance = np.linalg.norm(ours - peer.keypoints_2d, axis=-1)
    near = distance < 0.2 * torso_length(peer.keypoints_2d)[:, None]
    counted = sure[:, LIMBS]
    both = tracked & sure[:, _ARMS].all(axis=1)
    error = p_mpjpe(ours_3d[both][:, UPPER], peer.keypoints_3d[both][:, UPPER])
    return {
        "frames": len(poses),
        "tracked": round(float(tracked.mean()), 4),
        "peer_saw": round(float((peer.confidence > 0).any(axis=1).mean()), 4),
        "matched": round(float(near[:, LIMBS][counted].mean()), 4),
        "upper_p_mpjpe_mm": round(1000 * float(error.mean()), 1) if both.any() else None,
        "upper_frames": int(both.sum()),
    }


def main(words: list[str]) -> int:
    """Run the verb with key=value words; prints one JSON object.

    Raises:
        MocapError: A file is missing or unreadable, or the two do not fit.
    """
    config = parse_settings(MatchConfig, words)
    if not config.video or not config.peer:
        raise DataError("Name both: mocap-app train match video=CLIP peer=LANDMARKS.npz")
    peer = read_peer(Path(config.peer))
    estimator = create_estimator(InferenceConfig(model=config.model or None))
    wanted = set(np.linspace(0, len(peer.confidence) - 1, _SHEET_PICTURES).astype(int).tolist())
    poses: list[PoseEstimate] = []
    pictures: list[Image] = []
    with open_source(config.video) as source:
        while (frame := source.read()) is not None:
            poses.append(estimator.estimate(frame))
            if config.sheet and frame.index in wanted:
                picture = frame.image.copy()
                place = frame.index
                draw_pose(picture, peer.keypoints_2d[place], peer.confidence[place], (255,) * 3)
                draw_pose(picture, poses[-1].keypoints_2d, poses[-1].confidence)
                pictures.append(picture)
    print(json.dumps({"video": Path(config.video).name, **compare(poses, peer)}))
    if config.sheet:
        with atomic_write(Path(config.sheet)) as temporary:
            content = cv2.imencode(".png", sheet(pictures, 6, 320))[1]
            temporary.write_bytes(content.tobytes())
    return 0
