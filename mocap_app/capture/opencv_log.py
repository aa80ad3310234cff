"""Keep OpenCV from writing to standard error."""

from __future__ import annotations

import os

import cv2

_SILENT = 0
"""OpenCV's number for "log nothing"."""


def silence_opencv() -> None:
    """Turn OpenCV's own messages off, unless the user asked for them with OPENCV_LOG_LEVEL.

    The variable set by the package does nothing when cv2 was loaded before it.
    """
    if os.environ.get("OPENCV_LOG_LEVEL") == "SILENT":
        cv2.utils.logging.setLogLevel(_SILENT)
