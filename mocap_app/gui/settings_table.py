"""Every setting a user can change, with the words for it: name, explanation, unit, choices."""

from __future__ import annotations

from dataclasses import dataclass, field

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.export.exporter import FORMATS
from mocap_app.export.presets import TARGETS
from mocap_app.settings.schema import OSC_HOSTS

CONTEXT = "Settings"
"""Context of all these texts for translators."""


@dataclass(frozen=True)
class Entry:
    """How one field of `Settings` is shown; its type and its default are the field's own."""

    name: str
    """Of the field."""
    title: str
    tip: str
    """One sentence for the tooltip."""
    unit: str = ""
    zero: str = ""
    """What 0 is called where it is no number."""
    words: dict[object, str] = field(default_factory=dict)
    """What each possible value is called; empty for numbers, switches and free text."""


@dataclass(frozen=True)
class Group:
    """One page of settings."""

    title: str
    entries: tuple[Entry, ...]


FEET_WORDS: dict[object, str] = {
    "auto": QT_TRANSLATE_NOOP("Settings", "Lock when standing"),
    "always": QT_TRANSLATE_NOOP("Settings", "Always on the floor"),
    "never": QT_TRANSLATE_NOOP("Settings", "Free"),
    "grounding": QT_TRANSLATE_NOOP("Settings", "Ground only"),
}
FLOOR_WORDS: dict[object, str] = {
    "jump": QT_TRANSLATE_NOOP("Settings", "Jumps allowed"),
    "flat": QT_TRANSLATE_NOOP("Settings", "Always on it"),
}
BODY_WORDS: dict[object, str] = {
    "full": QT_TRANSLATE_NOOP("Settings", "Whole body"),
    "upper": QT_TRANSLATE_NOOP("Settings", "Upper body, standing"),
    "seated": QT_TRANSLATE_NOOP("Settings", "Upper body, seated"),
}
FILTER_WORDS: dict[object, str] = {
    "smooth": QT_TRANSLATE_NOOP("Settings", "Smooth"),
    "balanced": QT_TRANSLATE_NOOP("Settings", "Balanced"),
    "responsive": QT_TRANSLATE_NOOP("Settings", "Responsive"),
    "custom": QT_TRANSLATE_NOOP("Settings", "Custom"),
}
COUNTDOWN_WORDS: dict[object, str] = {
    0: QT_TRANSLATE_NOOP("Settings", "at once"),
    3: QT_TRANSLATE_NOOP("Settings", "3 s"),
    5: QT_TRANSLATE_NOOP("Settings", "5 s"),
    10: QT_TRANSLATE_NOOP("Settings", "10 s"),
}
RATE_WORDS: dict[object, str] = {
    0: QT_TRANSLATE_NOOP("Settings", "every pose"),
    60: QT_TRANSLATE_NOOP("Settings", "60 per s"),
    30: QT_TRANSLATE_NOOP("Settings", "30 per s"),
    24: QT_TRANSLATE_NOOP("Settings", "24 per s"),
    15: QT_TRANSLATE_NOOP("Settings", "15 per s"),
}

VIDEO_WORDS: dict[object, str] = {
    0: QT_TRANSLATE_NOOP("Settings", "none"),
    640: QT_TRANSLATE_NOOP("Settings", "small (640 pixels)"),
    960: QT_TRANSLATE_NOOP("Settings", "medium (960 pixels)"),
    1280: QT_TRANSLATE_NOOP("Settings", "large (1280 pixels)"),
}

CAPTURE = Group(
    QT_TRANSLATE_NOOP("Settings", "Capture"),
    (
        Entry(
            "mirror",
            QT_TRANSLATE_NOOP("Settings", "Mirror"),
            QT_TRANSLATE_NOOP(
                "Settings", "Flip the picture: the figure moves like your reflection"
            ),
        ),
        Entry(
            "rotate",
            QT_TRANSLATE_NOOP("Settings", "Rotate"),
            QT_TRANSLATE_NOOP("Settings", "Turn the picture clockwise, for a camera on its side"),
            words={0: "0°", 90: "90°", 180: "180°", 270: "270°"},
        ),
        Entry(
            "lifter",
            QT_TRANSLATE_NOOP("Settings", "Depth"),
            QT_TRANSLATE_NOOP(
                "Settings",
                "How 3D is found: from the last second, which is steadier, or from each picture",
            ),
            words={
                "auto": QT_TRANSLATE_NOOP("Settings", "From the last second"),
                "off": QT_TRANSLATE_NOOP("Settings", "From each picture by itself"),
            },
        ),
        Entry(
            "network",
            QT_TRANSLATE_NOOP("Settings", "Accuracy"),
            QT_TRANSLATE_NOOP(
                "Settings",
                "How the body is found in each picture; exact needs a network of twice the work",
            ),
            words={
                "default": QT_TRANSLATE_NOOP("Settings", "Quick"),
                "quality": QT_TRANSLATE_NOOP("Settings", "Exact, for fast computers"),
            },
        ),
        Entry(
            "countdown_s",
            QT_TRANSLATE_NOOP("Settings", "Countdown"),
            QT_TRANSLATE_NOOP("Settings", "Time to get into position before a recording starts"),
            words=COUNTDOWN_WORDS,
        ),
    ),
)
RECORDING = Group(
    QT_TRANSLATE_NOOP("Settings", "Recording"),
    (
        Entry(
            "take_scene",
            QT_TRANSLATE_NOOP("Settings", "Scene"),
            QT_TRANSLATE_NOOP("Settings", "Scene in the names of takes; may be empty"),
        ),
        Entry(
            "take_shot",
            QT_TRANSLATE_NOOP("Settings", "Shot"),
            QT_TRANSLATE_NOOP("Settings", "Shot in the names of takes; may be empty"),
        ),
        Entry(
            "take_pattern",
            QT_TRANSLATE_NOOP("Settings", "Name pattern"),
            QT_TRANSLATE_NOOP(
                "Settings",
                "{scene}, {shot}, {take} or {take:03} for a number that counts, {date}, {time}",
            ),
        ),
        Entry(
            "reference_video",
            QT_TRANSLATE_NOOP("Settings", "Reference video"),
            QT_TRANSLATE_NOOP("Settings", "Keep what the camera sees with each take, made smaller"),
            words=VIDEO_WORDS,
        ),
        Entry(
            "auto_stop_s",
            QT_TRANSLATE_NOOP("Settings", "Stop after"),
            QT_TRANSLATE_NOOP("Settings", "Length after which a recording ends by itself"),
            unit=QT_TRANSLATE_NOOP("Settings", " s"),
            zero=QT_TRANSLATE_NOOP("Settings", "never"),
        ),
        Entry(
            "osc_on",
            QT_TRANSLATE_NOOP("Settings", "Control by OSC"),
            QT_TRANSLATE_NOOP("Settings", "Start and stop recordings from a tablet or a program"),
        ),
        Entry(
            "osc_port",
            QT_TRANSLATE_NOOP("Settings", "OSC port"),
            QT_TRANSLATE_NOOP("Settings", "UDP port on which OSC messages are awaited"),
        ),
        Entry(
            "osc_host",
            QT_TRANSLATE_NOOP("Settings", "OSC from"),
            QT_TRANSLATE_NOOP("Settings", "Who may start and stop recordings"),
            words={
                OSC_HOSTS[0]: QT_TRANSLATE_NOOP("Settings", "this computer only"),
                OSC_HOSTS[1]: QT_TRANSLATE_NOOP("Settings", "the whole network"),
            },
        ),
    ),
)
BODY = Group(
    QT_TRANSLATE_NOOP("Settings", "Body and floor"),
    (
        Entry(
            "height_cm",
            QT_TRANSLATE_NOOP("Settings", "Height"),
            QT_TRANSLATE_NOOP("Settings", "Height of the person; it gives takes their true size"),
            unit=QT_TRANSLATE_NOOP("Settings", " cm"),
            zero=QT_TRANSLATE_NOOP("Settings", "estimated"),
        ),
        Entry(
            "feet",
            QT_TRANSLATE_NOOP("Settings", "Feet"),
            QT_TRANSLATE_NOOP("Settings", "What happens to feet that stand"),
            words=FEET_WORDS,
        ),
        Entry(
            "floor",
            QT_TRANSLATE_NOOP("Settings", "Floor"),
            QT_TRANSLATE_NOOP("Settings", "Whether both feet may leave the floor"),
            words=FLOOR_WORDS,
        ),
        Entry(
            "body",
            QT_TRANSLATE_NOOP("Settings", "Body"),
            QT_TRANSLATE_NOOP("Settings", "Whether the legs are captured or held still"),
            words=BODY_WORDS,
        ),
        Entry(
            "in_place",
            QT_TRANSLATE_NOOP("Settings", "In place"),
            QT_TRANSLATE_NOOP("Settings", "Hold the hips over one spot"),
        ),
    ),
)
SMOOTHING = Group(
    QT_TRANSLATE_NOOP("Settings", "Smoothing"),
    (
        Entry(
            "filter_preset",
            QT_TRANSLATE_NOOP("Settings", "Smoothing"),
            QT_TRANSLATE_NOOP(
                "Settings", "Smooth is calmer, responsive lags less; the sliders are your own"
            ),
            words=FILTER_WORDS,
        ),
    ),
)
EXPORT = Group(
    QT_TRANSLATE_NOOP("Settings", "Export"),
    (
        Entry(
            "export_target",
            QT_TRANSLATE_NOOP("Settings", "For"),
            QT_TRANSLATE_NOOP(
                "Settings", "Program the files are for: it decides names and unit of the bones"
            ),
            words={name: target.title for name, target in TARGETS.items()},
        ),
        Entry(
            "export_format",
            QT_TRANSLATE_NOOP("Settings", "Format"),
            QT_TRANSLATE_NOOP("Settings", "Kind of file that is offered first"),
            words={suffix: kind.title for suffix, kind in FORMATS.items()},
        ),
        Entry(
            "export_fps",
            QT_TRANSLATE_NOOP("Settings", "Frame rate"),
            QT_TRANSLATE_NOOP("Settings", "Frames per second of exported files"),
            unit=QT_TRANSLATE_NOOP("Settings", " fps"),
        ),
        Entry(
            "export_folder",
            QT_TRANSLATE_NOOP("Settings", "Folder"),
            QT_TRANSLATE_NOOP("Settings", "Where files go; empty for your documents"),
        ),
    ),
)
STREAM = Group(
    QT_TRANSLATE_NOOP("Settings", "Stream"),
    (
        Entry(
            "stream_format",
            QT_TRANSLATE_NOOP("Settings", "Format"),
            QT_TRANSLATE_NOOP("Settings", "VMC for avatar programs, JSON for your own"),
            words={"vmc": "VMC", "json": "JSON"},
        ),
        Entry(
            "stream_host",
            QT_TRANSLATE_NOOP("Settings", "Receiver"),
            QT_TRANSLATE_NOOP(
                "Settings", "Computer that receives, by name or number; 127.0.0.1 is this one"
            ),
        ),
        Entry(
            "stream_port",
            QT_TRANSLATE_NOOP("Settings", "Port"),
            QT_TRANSLATE_NOOP("Settings", "UDP port of the receiver, 1 to 65535"),
        ),
        Entry(
            "stream_rate",
            QT_TRANSLATE_NOOP("Settings", "Rate"),
            QT_TRANSLATE_NOOP("Settings", "Most poses sent in a second"),
            words=RATE_WORDS,
        ),
    ),
)
WINDOW = Group(
    QT_TRANSLATE_NOOP("Settings", "Window"),
    (
        Entry(
            "guidance",
            QT_TRANSLATE_NOOP("Settings", "Hints"),
            QT_TRANSLATE_NOOP("Settings", "Say over the picture what would help the capture"),
        ),
        Entry(
            "language",
            QT_TRANSLATE_NOOP("Settings", "Language"),
            QT_TRANSLATE_NOOP("Settings", "Language of the window, from the next start on"),
            words={
                "auto": QT_TRANSLATE_NOOP("Settings", "As the desktop"),
                "en": "English",
                "ko": "한국어",
            },
        ),
    ),
)
GROUPS = (CAPTURE, BODY, SMOOTHING, RECORDING, EXPORT, STREAM, WINDOW)

REMEMBERED = frozenset(
    {
        "avatar",
        "view_shows",
        "view_mirror",
        "source",
        "custom_filter",
        "curve_joint",
        "calibration",
        "calibrated_source",
        "tour_seen",
        "window_geometry",
        "window_splits",
        "large_picture",
    }
)
"""Fields that are not in the dialog: chosen where they are used, or never chosen at all."""


@dataclass(frozen=True)
class Situation:
    """Some settings at once, for one way of working."""

    title: str
    tip: str
    values: dict[str, object]


SITUATIONS = (
    Situation(
        QT_TRANSLATE_NOOP("Settings", "Acting, whole body"),
        QT_TRANSLATE_NOOP("Settings", "Walks, gestures and jumps in front of the camera"),
        {
            "body": "full",
            "feet": "auto",
            "floor": "jump",
            "in_place": False,
            "filter_preset": "balanced",
        },
    ),
    Situation(
        QT_TRANSLATE_NOOP("Settings", "Fast: dance and sport"),
        QT_TRANSLATE_NOOP("Settings", "Least lag, feet locked while they stand, jumps allowed"),
        {"body": "full", "feet": "auto", "floor": "jump", "filter_preset": "responsive"},
    ),
    Situation(
        QT_TRANSLATE_NOOP("Settings", "Calm: slow, careful motion"),
        QT_TRANSLATE_NOOP("Settings", "Steadiest, both feet stay on a flat floor"),
        {"body": "full", "feet": "auto", "floor": "flat", "filter_preset": "smooth"},
    ),
    Situation(
        QT_TRANSLATE_NOOP("Settings", "At the desk"),
        QT_TRANSLATE_NOOP("Settings", "Upper body of somebody who sits, for avatars and talks"),
        {"body": "seated", "in_place": True, "filter_preset": "balanced", "countdown_s": 0},
    ),
)
