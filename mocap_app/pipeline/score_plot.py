"""The score of a motion over time as a picture, drawn with OpenCV, which is there anyway."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.core.errors import OutputError
from mocap_app.core.paths import atomic_write
from mocap_app.pipeline.score import UNSURE, foot_slides, rotation_jumps, shaking

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import FloatArray, Image
    from mocap_app.pipeline.score import ScoredMotion

WIDTH, HEIGHT, LEFT, TOP, GAP = 1100, 170, 70, 30, 26
"""Pixels: of one curve's field, its margins and the space between two."""
_INK, _GRID, _BLUE, _RED = (60, 60, 60), (225, 225, 225), (180, 90, 20), (40, 40, 210)


def plot_score(motion: ScoredMotion, path: Path) -> None:
    """Draw shaking, slide of standing feet, height of the lowest foot and confidence over time.

    Args:
        motion: What was scored.
        path: PNG or JPEG to write.

    Raises:
        OutputError: The file cannot be written.
    """
    if path.suffix.lower() not in {".png", ".jpg", ".jpeg"}:
        raise OutputError(f"A plot is written as .png or .jpg, not as {path.name!r}.")
    panels = _panels(motion)
    image: Image = np.full(
        (len(panels) * (HEIGHT + GAP + TOP) + TOP, LEFT + WIDTH + 30, 3), 255, np.uint8
    )
    span = (float(motion.times[0]), float(motion.times[-1]))
    jumps = motion.times[1:][rotation_jumps(motion)]
    for row, (title, times, values, limit) in enumerate(panels):
        _draw(image, row * (HEIGHT + GAP + TOP) + TOP, title, (times, values, limit), span)
        if row == 0:
            for time in jumps:
                x = _x(float(time), span)
                cv2.line(image, (x, TOP), (x, TOP + HEIGHT), _RED, 1, cv2.LINE_AA)
    done, data = cv2.imencode(path.suffix.lower(), image)
    if not done:
        raise OutputError(f"The plot {path} cannot be drawn.")
    with atomic_write(path) as temporary:
        temporary.write_bytes(data.tobytes())


def _panels(motion: ScoredMotion) -> list[tuple[str, FloatArray, FloatArray, float]]:
    """Return title, times, values and the value from which there is trouble."""
    slide, stood, _ = foot_slides(motion)
    speed = np.full(len(slide), np.nan)
    total = stood.sum(axis=1)
    speed[total > 0.0] = 100.0 * slide.sum(axis=1)[total > 0.0] / total[total > 0.0]
    panels = [
        ("shaking, m/s3 (red lines: a joint jumps)", motion.times[3:], shaking(motion), 300.0),
        ("slide of standing feet, cm/s", motion.times[1:], speed, 5.0),
    ]
    if motion.feet.shape[1]:
        low = 100.0 * motion.feet[..., 1].min(axis=1)
        panels.append(("lowest point of the feet above the floor, cm", motion.times, low, 0.0))
    if len(motion.confidence):
        times = np.linspace(motion.times[0], motion.times[-1], len(motion.confidence))
        panels.append(("mean confidence", times, motion.confidence, UNSURE))
    return panels


def _x(time: float, span: tuple[float, float]) -> int:
    return LEFT + round(WIDTH * (time - span[0]) / max(span[1] - span[0], 1e-9))


def _draw(
    image: Image,
    top: int,
    title: str,
    curve: tuple[FloatArray, FloatArray, float],
    span: tuple[float, float],
) -> None:
    """Draw one field with its title, its limit as a thin line, and its curve."""
    times, values, limit = curve
    known = values[np.isfinite(values)]
    low = min(0.0, float(known.min())) if len(known) else 0.0
    high = max(limit * 1.2, float(np.percentile(known, 99.0)) if len(known) else 0.0, low + 1e-3)

    def y(value: float) -> int:
        return top + HEIGHT - round(HEIGHT * (min(max(value, low), high) - low) / (high - low))

    cv2.rectangle(image, (LEFT, top), (LEFT + WIDTH, top + HEIGHT), _GRID, 1)
    cv2.line(image, (LEFT, y(limit)), (LEFT + WIDTH, y(limit)), _GRID, 2)
    for value in (low, high):
        label = f"{value:.3g}"
        cv2.putText(image, label, (6, y(value) + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.42, _INK, 1)
    cv2.putText(image, title, (LEFT, top - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    seconds = f"{span[1] - span[0]:.1f} s"
    end = (LEFT + WIDTH - 40, top + HEIGHT + 16)
    cv2.putText(image, seconds, end, cv2.FONT_HERSHEY_SIMPLEX, 0.42, _INK, 1, cv2.LINE_AA)
    points = [
        (_x(t, span), y(v)) if np.isfinite(v) else None
        for t, v in zip(times.tolist(), values.tolist(), strict=True)
    ]
    for a, b in itertools.pairwise(points):
        if a is not None and b is not None:
            cv2.line(image, a, b, _BLUE, 1, cv2.LINE_AA)
