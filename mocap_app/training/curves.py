"""`mocap-app train curve`: a picture of a run's losses and validation measures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.training.config import parse_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

Columns = dict[str, "NDArray[np.float64]"]

_AXIS = ("step", "samples", "seconds")
_SIZE = (10.0, 3.6)  # inches for each picture across, at 100 dots an inch
_DPI = 100


@dataclass(frozen=True)
class CurveConfig:
    """Which run is drawn, and where to."""

    out: str = "runs/pose"
    """Folder of the run, with losses.csv and validation.csv."""
    picture: str = ""
    """PNG file; empty: curve.png in that folder."""


def read_columns(path: Path) -> Columns:
    """Return the columns of a CSV log by name; rows that were cut off by a kill are left out.

    Raises:
        DataError: The file is missing or holds no whole row.
    """
    if not path.is_file():
        raise DataError(f"There is no log {path}; name a training run's folder with out=FOLDER.")
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or [])
        rows = [row for values in reader if (row := _numbers(values, names)) is not None]
    if not rows or "samples" not in names:
        raise DataError(f"The log {path} holds no numbers yet.")
    table = np.array(rows)
    return {name: table[:, i] for i, name in enumerate(names)}


def _numbers(values: dict[str | None, str | None], names: list[str]) -> list[float] | None:
    try:
        return [float(values[name] or "") for name in names]
    except ValueError:
        return None


def draw_curves(folder: Path, picture: Path) -> None:
    """Draw a run's losses, shares (PCK) and errors over the samples seen into a PNG file.

    Raises:
        DataError: The folder holds no losses.csv.
        OutputError: The picture cannot be written.
    """
    # The figure's own canvas draws without a window and without pyplot's global state.
    from matplotlib.figure import Figure

    losses = read_columns(folder / "losses.csv")
    validation = folder / "validation.csv"
    measures = read_columns(validation) if validation.is_file() else {}
    shares = {k: v for k, v in measures.items() if "pck" in k}
    errors = {k: v for k, v in measures.items() if k not in {*_AXIS, *shares}}
    panels: list[tuple[str, Columns, Columns]] = [
        ("loss", {k: v for k, v in losses.items() if k not in {*_AXIS, "learning_rate"}}, losses)
    ]
    panels += [("share of keypoints", shares, measures)] if shares else []
    panels += [("error", errors, measures)] if errors else []
    figure = Figure(figsize=(_SIZE[0], _SIZE[1] * len(panels)), dpi=_DPI, layout="constrained")
    for number, (title, columns, log) in enumerate(panels):
        axes = figure.add_subplot(len(panels), 1, number + 1)
        _panel(axes, title, columns, log["samples"] / 1000)
        axes.set_xlim(0, 1.05 * max(1e-3, losses["samples"].max() / 1000))
    with atomic_write(picture) as temporary:
        figure.savefig(temporary, format="png")


def _panel(axes: Axes, title: str, columns: Columns, thousands: NDArray[np.float64]) -> None:
    for name, values in columns.items():
        finite = np.isfinite(values)
        if not finite.any():
            axes.plot([], [], label=f"{name}: no number yet")
            continue
        axes.plot(
            thousands[finite], values[finite], marker="." if len(values) < 60 else "", label=name
        )
        axes.annotate(
            f" {values[finite][-1]:.3g}", (thousands[finite][-1], values[finite][-1]), fontsize=8
        )
    axes.set_xlabel("thousands of samples seen")
    axes.set_ylabel(title)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5))


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(CurveConfig, words)
    folder = Path(config.out)
    picture = Path(config.picture) if config.picture else folder / "curve.png"
    draw_curves(folder, picture)
    print(f"Wrote {picture}.")
    return 0
