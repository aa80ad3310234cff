"""A finished recording: every processed frame with its time, and the skeleton it moves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

import mocap_app
from mocap_app.core.calibration import MEASURED
from mocap_app.core.errors import TakeError
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.skeleton import N_JOINTS, N_KEYPOINTS, Skeleton
from mocap_app.core.types import FloatArray, PoseEstimate, ProcessedPose, SolvedPose
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.pose_record import POSE_DTYPE, pose_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.calibration import Calibration

_SHAPES: dict[str, tuple[int, ...]] = {
    "timestamps": (),
    "frame_indices": (),
    "image_sizes": (2,),
    "tracked": (),
    "filtered_tracked": (),
    "raw_2d": (N_KEYPOINTS, 2),
    "raw_3d": (N_KEYPOINTS, 3),
    "raw_confidence": (N_KEYPOINTS,),
    "filtered_2d": (N_KEYPOINTS, 2),
    "filtered_3d": (N_KEYPOINTS, 3),
    "filtered_confidence": (N_KEYPOINTS,),
    "rotations": (N_JOINTS, 4),
    "root_position": (3,),
    "root_camera": (3,),
}
ARRAY_NAMES = tuple(_SHAPES)
"""The fields of `Take` that have one row a frame."""


@dataclass(frozen=True, eq=False)
class Take:
    """A recording that no longer changes; T counts every processed frame, tracked or not.

    Arrays are read-only, so that views, jobs and exporters on several threads may share a take.
    """

    name: str
    source: str
    """What was recorded: name of the camera, path of the video, address."""
    created: datetime
    """When the recording began, with its time zone."""
    skeleton: Skeleton
    """The 22 solved joints with this person's bone lengths, constant over the take."""
    mirrored: bool
    """True if frames were flipped before inference, so that this is the mirrored person."""
    timestamps: FloatArray
    """(T,) seconds of the source's own clock, strictly increasing."""
    frame_indices: NDArray[np.int64]
    """(T,) running number of each frame in its source; a live source skips some."""
    image_sizes: NDArray[np.int64]
    """(T, 2) width and height of each frame, pixels."""
    tracked: NDArray[np.bool_]
    """(T,) False where nobody was found."""
    filtered_tracked: NDArray[np.bool_]
    """(T,) False where the filter gave no pose either (it may bridge a short loss)."""
    raw_2d: FloatArray
    """(T, 27, 2) pixels, as the network gave them; NaN if lost."""
    raw_3d: FloatArray
    """(T, 27, 3) metres, relative to the pelvis, camera frame; NaN if lost."""
    raw_confidence: FloatArray
    """(T, 27) in [0, 1]; 0 if lost."""
    filtered_2d: FloatArray
    """(T, 27, 2) pixels, after the filter; NaN if lost."""
    filtered_3d: FloatArray
    """(T, 27, 3) metres, after the filter; NaN if lost."""
    filtered_confidence: FloatArray
    """(T, 27) in [0, 1]; 0 if lost."""
    rotations: FloatArray
    """(T, 22, 4) local rotations wxyz; NaN where there is no solved pose."""
    root_position: FloatArray
    """(T, 3) hips in the world frame, metres; NaN where there is no solved pose."""
    root_camera: FloatArray
    """(T, 3) pelvis in the camera frame, metres; NaN where there is no solved pose."""
    app_version: str = mocap_app.__version__
    """Version of the program that made the take."""
    calibration: Calibration | None = None
    """Of person and camera, if one was known."""

    def __post_init__(self) -> None:
        """Check shapes and times, and make the arrays read-only.

        Raises:
            TakeError: The arrays do not fit together.
        """
        n = len(self.timestamps)
        for name, shape in _SHAPES.items():
            array = getattr(self, name)
            if array.shape != (n, *shape):
                raise TakeError(
                    f"The take {self.name!r} is inconsistent: {name} has the shape "
                    f"{array.shape} instead of {(n, *shape)}."
                )
            array.flags.writeable = False
        if not np.isfinite(self.timestamps).all() or (np.diff(self.timestamps) <= 0).any():
            raise TakeError(
                QT_TRANSLATE_NOOP(
                    "Errors", "The take '{name}' is inconsistent: its time does not advance."
                ),
                name=self.name,
            )
        if self.skeleton.offsets.shape != (N_JOINTS, 3):
            raise TakeError(
                QT_TRANSLATE_NOOP(
                    "Errors", "The take '{name}' is inconsistent: its skeleton does not fit."
                ),
                name=self.name,
            )

    @staticmethod
    def from_poses(
        poses: Sequence[ProcessedPose],
        skeleton: Skeleton,
        *,
        name: str,
        source: str,
        mirrored: bool = False,
        created: datetime | None = None,
    ) -> Take:
        """Return the take of a finished run over a source.

        Args:
            poses: Every processed frame, in order.
            skeleton: The solver's skeleton after the run.
            name: Shown in the list of takes.
            source: What was recorded.
            mirrored: Whether frames were flipped before inference.
            created: When; now if None.
        """
        records = np.zeros(len(poses), dtype=POSE_DTYPE)
        for row, pose in enumerate(poses):
            records[row] = pose_record(pose)[0]
        created = datetime.now(UTC).astimezone() if created is None else created
        return Take.from_records(TakeHeader(name, source, created, skeleton, mirrored), records)

    @staticmethod
    def from_records(header: TakeHeader, records: NDArray[Any]) -> Take:
        """Return the take of (T,) records of `POSE_DTYPE`.

        Time that stands still or jumps back, as when a clip is played in a loop, goes on by the
        usual distance between two frames, so that the recording is one continuous take.
        """
        arrays = {name: records[name] for name in ARRAY_NAMES}
        arrays["timestamps"] = _advancing(records["timestamps"].astype(np.float64))
        return Take.from_arrays(header, arrays)

    @staticmethod
    def from_arrays(header: TakeHeader, arrays: dict[str, NDArray[Any]]) -> Take:
        """Return the take of the arrays named in `ARRAY_NAMES`; they are copied.

        Raises:
            TakeError: The arrays do not fit together.
            KeyError: An array is missing.
        """

        def floats(name: str) -> FloatArray:
            return np.array(arrays[name], dtype=np.float64)

        return Take(
            name=header.name,
            source=header.source,
            created=header.created,
            skeleton=header.skeleton,
            mirrored=header.mirrored,
            app_version=header.app_version,
            calibration=header.calibration,
            timestamps=floats("timestamps"),
            frame_indices=np.array(arrays["frame_indices"], dtype=np.int64),
            image_sizes=np.array(arrays["image_sizes"], dtype=np.int64),
            tracked=np.array(arrays["tracked"], dtype=np.bool_),
            filtered_tracked=np.array(arrays["filtered_tracked"], dtype=np.bool_),
            raw_2d=floats("raw_2d"),
            raw_3d=floats("raw_3d"),
            raw_confidence=floats("raw_confidence"),
            filtered_2d=floats("filtered_2d"),
            filtered_3d=floats("filtered_3d"),
            filtered_confidence=floats("filtered_confidence"),
            rotations=floats("rotations"),
            root_position=floats("root_position"),
            root_camera=floats("root_camera"),
        )

    @property
    def header(self) -> TakeHeader:
        """Everything but the motion."""
        return TakeHeader(**{f.name: getattr(self, f.name) for f in fields(TakeHeader)})

    @property
    def frame_count(self) -> int:
        """Number of processed frames, T."""
        return len(self.timestamps)

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the last; 0 for fewer than two frames."""
        return float(self.timestamps[-1] - self.timestamps[0]) if self.frame_count else 0.0

    @property
    def rate(self) -> float | None:
        """Usual frames per second (from the median distance); None for fewer than two frames.

        The median, because a few dropped frames must not make a 30 fps camera look like 28.
        """
        if self.frame_count < 2:
            return None
        return 1.0 / float(np.median(np.diff(self.timestamps)))

    @property
    def solved(self) -> NDArray[np.bool_]:
        """(T,) True where there is a solved pose."""
        finite = np.isfinite(self.rotations).all(axis=(1, 2))
        return np.asarray(finite & np.isfinite(self.root_position).all(axis=1))

    def between(self, begin: float, end: float) -> Take:
        """Return the part from `begin` to `end`, seconds after the first frame; times stay.

        Raises:
            TakeError: No frame is in there.
        """
        # Half a microsecond, for times that were written down and read again.
        since = self.timestamps - self.timestamps[0] if self.frame_count else self.timestamps
        rows = np.flatnonzero((since >= begin - 5e-7) & (since <= end + 5e-7))
        if not len(rows):
            raise TakeError(
                QT_TRANSLATE_NOOP(
                    "Errors", "No frame of the take '{name}' is in the part to keep."
                ),
                name=self.name,
            )
        return Take.from_arrays(self.header, {name: getattr(self, name)[rows] for name in _SHAPES})

    @property
    def measured_calibration(self) -> Calibration | None:
        """The calibration of a person who held a pose for it; None if there was none."""
        known = self.calibration
        return known if known is not None and known.origin == MEASURED else None

    def positions(self) -> FloatArray:
        """Return the (T, 22, 3) joints in the world frame, metres; NaN without a solved pose.

        They are made of the take's one skeleton. While the solver still learned the person's
        bone lengths, the positions shown live differed by what it learned since.
        """
        return forward_kinematics(self.skeleton, self.rotations, self.root_position)

    def pose(self, row: int) -> ProcessedPose:
        """Return one frame as the live pipeline gave it, for playing a take in the live views."""
        timestamp, index = float(self.timestamps[row]), int(self.frame_indices[row])
        solved = None
        if self.solved_at(row):
            rotations, root = self.rotations[row], self.root_position[row]
            solved = SolvedPose(
                timestamp=timestamp,
                frame_index=index,
                rotations=rotations,
                root_position=root,
                root_camera=self.root_camera[row],
                positions=forward_kinematics(self.skeleton, rotations, root),
            )
        return ProcessedPose(self.raw_pose(row), self.filtered_pose(row), solved)

    def raw_pose(self, row: int) -> PoseEstimate:
        """Return what the network saw in one frame."""
        return self._estimate("raw", row)

    def filtered_pose(self, row: int) -> PoseEstimate:
        """Return what the filter made of one frame."""
        return self._estimate("filtered", row)

    def solved_at(self, row: int) -> bool:
        """Return whether a frame has a solved pose."""
        finite = (
            np.isfinite(self.rotations[row]).all() and np.isfinite(self.root_position[row]).all()
        )
        return bool(finite)

    def _estimate(self, prefix: str, row: int) -> PoseEstimate:
        width, height = self.image_sizes[row]
        tracked = self.tracked if prefix == "raw" else self.filtered_tracked
        return PoseEstimate(
            timestamp=float(self.timestamps[row]),
            frame_index=int(self.frame_indices[row]),
            image_size=(int(width), int(height)),
            keypoints_2d=getattr(self, f"{prefix}_2d")[row],
            confidence=getattr(self, f"{prefix}_confidence")[row],
            keypoints_3d=getattr(self, f"{prefix}_3d")[row],
            tracked=bool(tracked[row]),
        )


def _advancing(timestamps: FloatArray) -> FloatArray:
    """Return (T,) times in which every step that is not positive became the median step."""
    steps = np.diff(timestamps)
    bad = ~(steps > 0)
    if not bad.any():
        return timestamps
    usual = float(np.median(steps[~bad])) if (~bad).any() else 1.0 / 30.0
    steps[bad] = usual
    return np.concatenate([timestamps[:1], timestamps[0] + np.cumsum(steps)])
