"""Live 3D motion capture from one ordinary webcam or a video file."""

__version__ = "0.1.0"
