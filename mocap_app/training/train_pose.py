"""`mocap-app train pose`: train an image network on the people of the data folder."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.paths import data_dir
from mocap_app.training.config import TrainConfig, parse_settings
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.distributed import distributed
from mocap_app.training.evaluate import validation_measures
from mocap_app.training.loop import train

if TYPE_CHECKING:
    from mocap_app.training.run import Run


def data_root(config: TrainConfig) -> Path:
    """Return the data folder of a run."""
    return Path(config.data) if config.data else data_dir()


def run(config: TrainConfig) -> Run:
    """Train as configured.

    Raises:
        DataError: Data is missing or the loss went bad.
        ModelError: The checkpoint to resume does not fit.
    """
    root = data_root(config)
    mixture = Mixture(root, config)
    with distributed(cpu=config.cpu) as workers:
        return train(
            config,
            mixture,
            lambda network, size: validation_measures(root, network, size),
            workers,
        )


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    # A polite kill leaves a checkpoint, like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    run(parse_settings(TrainConfig, words))
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
