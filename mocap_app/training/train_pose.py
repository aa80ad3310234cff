"""`mocap-app train pose`: train an image network on the people of the data folder."""

from __future__ import annotations

from pathlib import Path

from mocap_app.core.paths import data_dir
from mocap_app.training.config import TrainConfig, parse_overrides
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.datasets.people import SETS
from mocap_app.training.evaluate import (
    Network,
    evaluate_2d,
    evaluate_3d,
    lspet_pck,
    predict,
    validation_crops,
)
from mocap_app.training.loop import Run, train


def data_root(config: TrainConfig) -> Path:
    """Return the data folder of a run."""
    return Path(config.data) if config.data else data_dir()


def validate(root: Path, network: Network, size: int) -> dict[str, float]:
    """Return PCK@0.2 on each held-out set, and 3D errors in millimetres where there is 3D."""
    measures = {"lspet_pck": lspet_pck(network, root, size)}
    for name in SETS:
        if name == "lspet":
            continue
        crops = validation_crops(root, name, size)
        decoded = predict(network, crops)
        measures[f"{name}_pck"] = evaluate_2d(decoded, crops, tuple(range(27)))
        if name in {"clips", "ccp"}:
            measures[f"{name}_mpjpe"], measures[f"{name}_p_mpjpe"] = evaluate_3d(decoded, crops)
    return measures


def run(config: TrainConfig) -> Run:
    """Train as configured.

    Raises:
        DataError: Data is missing or the loss went bad.
        ModelError: The checkpoint to resume does not fit.
    """
    root = data_root(config)
    mixture = Mixture(root, config.shares(), config.limit, config.batch, config.size, config.seed)
    return train(config, mixture, lambda network, size: validate(root, network, size))


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    run(parse_overrides(words))
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
