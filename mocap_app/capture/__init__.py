"""Pictures from cameras, files, addresses and the built-in demo.

OpenCV reads these variables when it is loaded or opens its first device, so they are set as soon
as anything of this package is imported; a value the user has set is left alone.
"""

import os

_OPENCV_DEFAULTS = {
    # Without this, opening a camera through Media Foundation takes up to a minute on Windows.
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
    # An unplugged camera blocks a read on Linux for this long (seconds; OpenCV's own value is 10).
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
    # A damaged file shall give one sentence of ours and not forty lines of the decoder's.
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
}
for _name, _value in _OPENCV_DEFAULTS.items():
    os.environ.setdefault(_name, _value)
