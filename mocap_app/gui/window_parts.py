"""What the window and its controls work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mocap_app.workers.take_namer import TakeNamer

if TYPE_CHECKING:
    from mocap_app.gui.notifications import Notifier
    from mocap_app.gui.settings_keeper import SettingsKeeper
    from mocap_app.workers.camera_finder import CameraFinder
    from mocap_app.workers.file_capture import FileCapture
    from mocap_app.workers.session import Session
    from mocap_app.workers.take_library import TakeLibrary


@dataclass(frozen=True)
class WindowParts:
    """Everything behind the window; `app` puts it together, each control takes what it needs."""

    session: Session
    library: TakeLibrary
    files: FileCapture
    cameras: CameraFinder
    keeper: SettingsKeeper
    notifier: Notifier
    namer: TakeNamer = field(default_factory=TakeNamer)
    """The one that the session's takes are named by."""
