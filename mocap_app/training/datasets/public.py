"""The public data sets by name; each lies in a folder of that name in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.coco import load_coco
from mocap_app.training.datasets.human36m import load_human36m
from mocap_app.training.datasets.mpi_inf_3dhp import load_mpi_inf_3dhp
from mocap_app.training.datasets.mpii import load_mpii

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.training.datasets.lazy import LazySamples
    from mocap_app.training.datasets.people import Split

PUBLIC: dict[str, Callable[[Path, Split], LazySamples]] = {
    "coco": load_coco,
    "mpii": load_mpii,
    "human36m": load_human36m,
    "mpi_inf_3dhp": load_mpi_inf_3dhp,
}
"""Reader by name of the set and of its folder."""


def load_public(root: Path, dataset: str, split: Split) -> LazySamples:
    """Read the labels of `root`/`dataset`; pictures are read when samples are used.

    Raises:
        DataError: The set is unknown, or its folder is missing, incomplete or damaged.
    """
    if dataset not in PUBLIC:
        raise DataError(f"Unknown public data set {dataset!r}; there are: {', '.join(PUBLIC)}.")
    return PUBLIC[dataset](root / dataset, split)
