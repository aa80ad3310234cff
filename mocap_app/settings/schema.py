"""Everything the window remembers from one start to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from mocap_app.core.calibration import Calibration
from mocap_app.filtering.chain import PRESETS, FilterConfig
from mocap_app.recording.take_names import DEFAULT_PATTERN
from mocap_app.solving.config import (
    BODY_MODES,
    FEET_MODES,
    FLOOR_MODES,
    HEIGHT_RANGE_M,
    SolverConfig,
)
from mocap_app.streaming.pose_stream import DEFAULT_PORTS as STREAM_PORTS

CUSTOM = "custom"
"""Name of the filter setting that is not a preset."""
DEFAULT_PRESET = "balanced"
COUNTDOWNS = (0, 3, 5, 10)
"""Seconds between pressing the record button and recording, to choose from."""
ROTATIONS = (0, 90, 180, 270)
AUTO_STOP_S = (0, 3600)
"""Least and greatest length after which a recording ends by itself; 0 for never."""
VIDEO_SIDES = (0, 640, 960, 1280)
"""Pixels of the longer side of the reference video, to choose from; 0 for none."""
OSC_HOSTS = ("127.0.0.1", "0.0.0.0")
"""Where OSC messages may come from: this computer, or anywhere."""
TARGETS = ("blender", "generic", "mixamo", "ue5", "vrm", "rigify", "cmu", "daz")
LIFTERS = ("auto", "off")
NETWORKS = ("default", "quality")
"""Image networks, by what they are for."""
LANGUAGES = ("auto", "en", "ko")
"""Languages of the window; "auto" is the desktop's."""
VIEW_SHOWS = ("skeleton", "avatar", "both")
"""What the 3D view shows of a pose."""
STREAM_RATES = (0, 60, 30, 24, 15)
"""Most poses sent in a second, to choose from; 0 for all."""
HEIGHTS_CM = tuple(round(100 * metres) for metres in HEIGHT_RANGE_M)
"""Least and greatest height that can be typed."""

__all__ = [
    "AUTO_STOP_S",
    "BODY_MODES",
    "COUNTDOWNS",
    "CUSTOM",
    "DEFAULT_PRESET",
    "FEET_MODES",
    "FLOOR_MODES",
    "HEIGHTS_CM",
    "LANGUAGES",
    "LIFTERS",
    "NETWORKS",
    "OSC_HOSTS",
    "PRESETS",
    "ROTATIONS",
    "STREAM_PORTS",
    "STREAM_RATES",
    "TARGETS",
    "VIDEO_SIDES",
    "VIEW_SHOWS",
    "FilterConfig",
    "Settings",
    "SolverConfig",
    "settings_from_dict",
    "settings_to_dict",
]


@dataclass(frozen=True)
class Settings:
    """The user's choices; a field that cannot be read falls back to its default."""

    source: str = ""
    """Source as on the command line; empty: the first camera, or the demo without one."""
    mirror: bool = False
    """Flip frames before inference, as in a mirror."""
    rotate: int = 0
    """Degrees clockwise, one of `ROTATIONS`."""
    filter_preset: str = DEFAULT_PRESET
    """Key of `PRESETS`, or `CUSTOM`."""
    custom_filter: FilterConfig = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    """What the sliders were left at."""
    lifter: str = "auto"
    """One of `LIFTERS`."""
    network: str = "default"
    """One of `NETWORKS`."""
    curve_joint: str = "right_wrist"
    """Keypoint whose curve is shown."""
    feet: str = "auto"
    """One of `FEET_MODES`."""
    floor: str = "jump"
    """One of `FLOOR_MODES`."""
    body: str = "full"
    """One of `BODY_MODES`."""
    in_place: bool = False
    """Hold the hips over one spot."""
    height_cm: int = 0
    """Height of the person; 0: estimated."""
    calibration: Calibration | None = None
    """The last one that was made."""
    calibrated_source: str = ""
    """Source it was made with; for others it says nothing."""
    countdown_s: int = 3
    """One of `COUNTDOWNS`."""
    take_pattern: str = DEFAULT_PATTERN
    """How takes are named, see `recording.take_names`."""
    take_scene: str = ""
    """For the pattern; may be empty."""
    take_shot: str = ""
    """For the pattern; may be empty."""
    auto_stop_s: int = 0
    """Seconds after which a recording ends by itself, in `AUTO_STOP_S`."""
    reference_video: int = 640
    """One of `VIDEO_SIDES`."""
    osc_on: bool = False
    """Whether recordings can be started by OSC messages."""
    osc_port: int = 39541
    """UDP port for them, beside those of VMC (39539 and 39540)."""
    osc_host: str = OSC_HOSTS[0]
    """One of `OSC_HOSTS`."""
    export_target: str = "blender"
    """One of `TARGETS`."""
    export_fps: int = 30
    """Frames per second of exported files."""
    export_format: str = ".bvh"
    """Suffix of the last exported file."""
    export_folder: str = ""
    """Folder of the last export; empty: the user's documents."""
    stream_format: str = "vmc"
    """Key of `STREAM_PORTS`."""
    stream_host: str = "127.0.0.1"
    """Computer that receives the stream; by default this one."""
    stream_port: int = STREAM_PORTS["vmc"]
    """UDP port of the receiver."""
    stream_rate: int = 0
    """One of `STREAM_RATES`."""
    guidance: bool = True
    """Say over the picture what would help the capture."""
    language: str = "auto"
    """One of `LANGUAGES`."""
    tour_seen: bool = False
    """Whether the first tour was taken or skipped."""
    avatar: str = ""
    """GLB or VRM file of the avatar; empty: the built-in mannequin."""
    view_shows: str = "avatar"
    """One of `VIEW_SHOWS`."""
    view_mirror: bool = False
    """Show the 3D view as in a mirror."""
    large_picture: bool = False
    """Whether the live picture takes the place of what is beside and below it."""
    window_geometry: str = ""
    """Place and size of the window, as `gui.window_place` writes them."""
    window_splits: str = ""
    """Sizes of its parts, as `gui.split_sizes` writes them."""

    @property
    def filter_config(self) -> FilterConfig:
        """The filter settings in force."""
        return PRESETS.get(self.filter_preset, self.custom_filter)

    def solver_config(self, source: str) -> SolverConfig:
        """Return the solver's settings for a source."""
        fits = source == self.calibrated_source
        return SolverConfig(
            feet=self.feet,
            floor=self.floor,
            body=self.body,
            in_place=self.in_place,
            height_m=self.height_cm / 100.0 if self.height_cm else None,
            calibration=self.calibration if fits else None,
        )


CHOICES: dict[str, tuple[object, ...]] = {
    "rotate": ROTATIONS,
    "filter_preset": (*PRESETS, CUSTOM),
    "lifter": LIFTERS,
    "network": NETWORKS,
    "feet": FEET_MODES,
    "floor": FLOOR_MODES,
    "body": BODY_MODES,
    "height_cm": (0, *range(HEIGHTS_CM[0], HEIGHTS_CM[1] + 1)),
    "countdown_s": COUNTDOWNS,
    "reference_video": VIDEO_SIDES,
    "osc_host": OSC_HOSTS,
    "export_target": TARGETS,
    "language": LANGUAGES,
    "stream_format": tuple(STREAM_PORTS),
    "stream_rate": STREAM_RATES,
    "view_shows": VIEW_SHOWS,
}
RANGES = {
    "export_fps": (1, 240),
    "stream_port": (1, 65535),
    "osc_port": (1, 65535),
    "auto_stop_s": AUTO_STOP_S,
}


def settings_to_dict(settings: Settings) -> dict[str, Any]:
    """Return plain JSON values; `settings_from_dict` gives back equal settings."""
    return asdict(settings)


def settings_from_dict(data: dict[str, Any]) -> Settings:
    """Read what it can: unknown names are ignored, impossible values become the default."""
    defaults = Settings()
    known = {f.name: getattr(defaults, f.name) for f in fields(Settings)}
    chosen: dict[str, Any] = {}
    for name, default in known.items():
        value = data.get(name, default)
        if name == "custom_filter":
            chosen[name] = _filter_from_dict(value if isinstance(value, dict) else {}, default)
        elif name == "calibration":
            chosen[name] = _calibration_from_dict(value)
        elif _is_possible(name, value, default):
            chosen[name] = value
    return replace(defaults, **chosen)


def _is_possible(name: str, value: object, default: object) -> bool:
    # `type` rather than isinstance: True is no number of degrees.
    if type(value) is not type(default):
        return False
    if name in RANGES:
        low, high = RANGES[name]
        return isinstance(value, int) and low <= value <= high
    return name not in CHOICES or value in CHOICES[name]


def _calibration_from_dict(data: object) -> Calibration | None:
    try:
        return Calibration.from_dict(data) if isinstance(data, dict) else None
    except ValueError:
        return None


def _filter_from_dict(data: dict[str, Any], default: FilterConfig) -> FilterConfig:
    try:
        numbers = {
            f.name: float(data[f.name])
            for f in fields(FilterConfig)
            if isinstance(data.get(f.name), int | float) and not isinstance(data[f.name], bool)
        }
        return replace(default, **numbers)
    except (ValueError, OverflowError):
        return default
