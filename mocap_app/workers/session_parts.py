"""What a session is made of."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.capture.source import FrameSource
    from mocap_app.pipeline.processor import PoseProcessor
    from mocap_app.recording.recorder import Recorder
    from mocap_app.workers.live import SourceRequest


@dataclass(frozen=True)
class SessionParts:
    """What a session needs from the stages below; `app` fills it in, tests put twins there."""

    make_source: Callable[[SourceRequest], FrameSource]
    """Called on the capture thread; the source is opened there too."""
    build_processor: Callable[[SourceRequest], PoseProcessor]
    """Called on the inference thread; may take seconds."""
    recorder: Recorder
    name_take: Callable[[], str] = lambda: f"Take {datetime.now():%Y-%m-%d %H.%M.%S}"
    clock: Callable[[], float] = time.perf_counter
