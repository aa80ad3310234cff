"""A network in training: what changes from step to step, and how it starts or goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.errors import DataError
from mocap_app.inference.torch_runtime import network_function
from mocap_app.networks.checkpoint import Checkpoint, build, load_checkpoint, save_checkpoint
from mocap_app.networks.registry import NETWORKS, build_network
from mocap_app.networks.second_stage import read_second_stage
from mocap_app.training.budget import append_row, used_share
from mocap_app.training.distill import frozen
from mocap_app.training.distill_features import FeatureTeaching
from mocap_app.training.distributed import Workers
from mocap_app.training.optimizer import make_optimizer, take_over
from mocap_app.training.teachers import Teachers
from mocap_app.training.whole_pose import WholePose

if TYPE_CHECKING:
    from mocap_app.inference.runtime import Network
    from mocap_app.training.config import TrainConfig


@dataclass
class Run:
    """A network in training with all that changes from step to step."""

    config: TrainConfig
    network: nn.Module
    model: nn.Module
    """The network as it is called: wrapped where several processes train together."""
    optimizer: torch.optim.Optimizer
    average: dict[str, Tensor]
    teacher: nn.Module | None = None
    features: FeatureTeaching | None = None
    whole_pose: WholePose | None = None
    workers: Workers = field(default_factory=Workers)
    step: int = 0
    seconds: float = 0.0

    @property
    def progress(self) -> float:
        """Share of the budget that is used, in [0, 1]."""
        return used_share(self.config, self.step, self.seconds)

    @property
    def size(self) -> int:
        """Input size at this point of the run."""
        late = self.progress >= 1 - self.config.final_share
        return self.config.final_size if late else self.config.size

    @property
    def learning_rate(self) -> float:
        """Warm-up, then half a cosine over the budget."""
        warmup = min(1.0, (self.step + 1) / self.config.warmup_steps)
        return self.config.learning_rate * warmup * 0.5 * (1 + math.cos(math.pi * self.progress))

    def save(self) -> None:
        """Write the checkpoint of the run's folder; all processes call it, one writes."""
        self.workers.mean(self.average)
        if not self.workers.is_main:
            return
        save_checkpoint(
            self.config.folder / "checkpoint.pt",
            Checkpoint(
                network=self.config.network,
                weights=self.network.state_dict(),
                average=self.average,
                optimizer=self.optimizer.state_dict(),
                step=self.step,
                seconds=self.seconds,
            ),
        )


def start_or_resume(config: TrainConfig, workers: Workers | None = None) -> Run:
    """Return a fresh run, or the one whose checkpoint lies in the run's folder.

    Raises:
        DataError: The network's name is unknown, or a checkpoint is of another network.
        ModelError: A checkpoint does not fit.
    """
    if config.network not in NETWORKS:
        raise DataError(f"Unknown network {config.network!r}; there are: {', '.join(NETWORKS)}.")
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    workers = workers or Workers()
    network = _on_device(build_network(config.network), workers.device)
    teacher = _teacher(config, workers.device)
    optimizer = make_optimizer(
        network.parameters(), config.learning_rate, config.weight_decay, bfloat16=config.bfloat16
    )
    features = None
    if teacher is not None and config.teach_features > 0:
        features = FeatureTeaching(network, teacher, config.teach_features)
    whole_pose = _whole_pose(config, workers.device)
    run = Run(config, network, network, optimizer, {}, teacher, features, whole_pose, workers)
    path = config.folder / "checkpoint.pt"
    if path.is_file():
        saved = _checkpoint_of(config.network, path)
        network.load_state_dict(saved.weights)
        take_over(optimizer, saved.optimizer)
        run.average = {k: v.to(workers.device) for k, v in saved.average.items()}
        run.step, run.seconds = saved.step, saved.seconds
    else:
        if config.start:
            network.load_state_dict(_checkpoint_of(config.network, Path(config.start)).average)
        run.average = {k: v.clone() for k, v in network.state_dict().items()}
    run.model = workers.wrap(network)
    return run


def _checkpoint_of(network: str, path: Path) -> Checkpoint:
    saved = load_checkpoint(path)
    if saved.network != network:
        raise DataError(f"{path} holds a {saved.network}, not a {network}.")
    return saved


def _teacher(config: TrainConfig, device: torch.device) -> nn.Module | None:
    if not config.teacher:
        return None
    paths = [Path(name) for name in config.teacher.split(",") if name]
    networks = [frozen(build(load_checkpoint(path))) for path in paths]
    return _on_device(networks[0] if len(networks) == 1 else frozen(Teachers(networks)), device)


def _whole_pose(config: TrainConfig, device: torch.device) -> WholePose | None:
    if not config.second_stage:
        return None
    stage = read_second_stage(Path(config.second_stage))
    return WholePose(stage.to(device), config.whole_pose)


def _on_device(network: nn.Module, device: torch.device) -> nn.Module:
    # With a pixel's channels side by side, convolutions are fastest on CPUs and GPUs alike.
    network.to(device)
    for parameter in network.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def averaged(run: Run) -> Network:
    """Return the network with averaged weights as a function on arrays."""
    network = build_network(run.config.network)
    network.load_state_dict(run.average)
    return network_function(network)


def log(run: Run, name: str, values: dict[str, float]) -> None:
    """Add a row of named numbers to a CSV file of the run's folder."""
    row = {"step": run.step, "samples": run.step * run.config.batch, "seconds": run.seconds}
    append_row(run.config.folder / name, row | values)
