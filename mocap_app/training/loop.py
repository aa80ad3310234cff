"""The training loop: time budget, averaged weights, checkpoints, resume, validation, log."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from mocap_app.core.errors import DataError
from mocap_app.inference.runtime import Network
from mocap_app.inference.torch_runtime import network_function
from mocap_app.networks.checkpoint import Checkpoint, build, load_checkpoint, save_checkpoint
from mocap_app.networks.registry import NETWORKS, build_network, network_config
from mocap_app.training.distill import DistillConfig, frozen, mix, output_terms
from mocap_app.training.losses import LossConfig, Targets, isfinite, softmax_loss

if TYPE_CHECKING:
    from torch import nn

    from mocap_app.networks.pose_maps import PoseMaps
    from mocap_app.training.config import TrainConfig
    from mocap_app.training.datasets.mixture import Batch, Mixture

Validate = Callable[[Network, int], dict[str, float]]
"""Takes a network function and the input size, returns named measures."""


@dataclass
class Run:
    """A network in training with all that changes from step to step."""

    config: TrainConfig
    network: nn.Module
    optimizer: torch.optim.Optimizer
    average: dict[str, Tensor]
    teacher: nn.Module | None = None
    step: int = 0
    seconds: float = 0.0

    @property
    def progress(self) -> float:
        """Share of the budget that is used, in [0, 1]."""
        by_time = self.seconds / (60 * self.config.minutes)
        by_step = self.step / self.config.max_steps if self.config.max_steps else 0.0
        return min(1.0, max(by_time, by_step))

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
        """Write the checkpoint of the run's folder."""
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


def start_or_resume(config: TrainConfig) -> Run:
    """Return a fresh run, or the one whose checkpoint lies in the run's folder.

    Raises:
        DataError: The network's name is unknown.
        ModelError: The checkpoint does not fit.
    """
    if config.network not in NETWORKS:
        raise DataError(f"Unknown network {config.network!r}; there are: {', '.join(NETWORKS)}.")
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    device = device_for(config)
    network = _on_device(build_network(config.network), config)
    teacher = _teacher(config)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    path = config.folder / "checkpoint.pt"
    if not path.is_file():
        average = {k: v.clone() for k, v in network.state_dict().items()}
        return Run(config, network, optimizer, average, teacher)
    saved = load_checkpoint(path)
    if saved.network != config.network:
        raise DataError(f"{path} holds a {saved.network}, not a {config.network}.")
    network.load_state_dict(saved.weights)
    if saved.optimizer:
        optimizer.load_state_dict(saved.optimizer)
    average = {k: v.to(device) for k, v in saved.average.items()}
    return Run(config, network, optimizer, average, teacher, saved.step, saved.seconds)


def _teacher(config: TrainConfig) -> nn.Module | None:
    if not config.teacher:
        return None
    return _on_device(frozen(build(load_checkpoint(Path(config.teacher)))), config)


def _on_device(network: nn.Module, config: TrainConfig) -> nn.Module:
    # With a pixel's channels side by side, convolutions are fastest on CPUs and GPUs alike.
    network.to(device_for(config))
    for parameter in network.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def device_for(config: TrainConfig) -> torch.device:
    """Return the GPU where there is one, unless the run asks for the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() and not config.cpu else "cpu")


def train(config: TrainConfig, mixture: Mixture, validate: Validate) -> Run:
    """Train until the budget is used; returns the finished run, its checkpoint on disk.

    Raises:
        DataError: A loss became infinite or not a number.
    """
    run = start_or_resume(config)
    config.folder.mkdir(parents=True, exist_ok=True)
    print(f"step {run.step}, {run.seconds / 60:.1f} of {config.minutes:g} minutes used")
    # Gradients of a sharp softmax underflow to denormals, which CPUs handle a hundred times slower.
    torch.set_flush_denormal(True)
    try:
        _run_to_the_end(run, mixture, validate)
    except KeyboardInterrupt:
        run.save()
        print(f"stopped at step {run.step}; the same command goes on from here", flush=True)
        raise
    finally:
        torch.set_flush_denormal(False)
    run.save()
    _validate(run, validate)
    return run


def _run_to_the_end(run: Run, mixture: Mixture, validate: Validate) -> None:
    saved = validated = run.seconds
    losses: dict[str, float] = {}
    while run.progress < 1:
        for batch in _batches(run, mixture):
            started = time.monotonic()
            terms = _step(run, batch)
            run.seconds += time.monotonic() - started
            for name, value in terms.items():
                losses[name] = losses.get(name, value) * 0.98 + value * 0.02
            if run.step % 50 == 0:
                _log(run, losses)
            if run.seconds - saved > 60 * run.config.checkpoint_minutes:
                run.save()
                saved = run.seconds
            if run.seconds - validated > 60 * run.config.validate_minutes:
                _validate(run, validate)
                validated = run.seconds
            if run.progress >= 1:
                break


def _batches(run: Run, mixture: Mixture) -> Iterator[Batch]:
    """Yield batches until the input size is due to change."""
    size = run.size
    mixture.size = size
    mixture.seed = run.config.seed + run.step
    loader: DataLoader[Batch] = DataLoader(
        mixture,
        batch_size=None,
        num_workers=run.config.workers,
        prefetch_factor=4 if run.config.workers else None,
    )
    for batch in loader:
        yield batch
        if run.size != size:
            return


def _step(run: Run, batch: Batch) -> dict[str, float]:
    config = run.config
    for group in run.optimizer.param_groups:
        group["lr"] = run.learning_rate
    run.network.train()
    device = device_for(config)
    labels = {k: v.to(device, non_blocking=True) for k, v in batch.tensors.items()}
    image = labels.pop("image").flip(-1).permute(0, 3, 1, 2).float().div(255)
    with torch.autocast(device.type, torch.bfloat16, enabled=config.bfloat16):
        maps = run.network(image)
    terms = _terms(run, image, maps, Targets(**labels))
    if not isfinite(terms):
        raise DataError(
            f"The loss became infinite at step {run.step}: lower learning_rate, or look at the "
            f"samples {', '.join(batch.names)}."
        )
    loss = torch.stack(list(terms.values())).sum()
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.network.parameters(), 5.0)
    run.optimizer.step()
    run.step += 1
    _update_average(run)
    return {name: float(term.detach()) for name, term in terms.items()}


def _terms(run: Run, image: Tensor, maps: PoseMaps, targets: Targets) -> dict[str, Tensor]:
    parents = network_config(run.config.network).parents
    terms = softmax_loss(maps, targets, parents, image.shape[-1], LossConfig())
    if run.teacher is None:
        return terms
    config = DistillConfig()
    with torch.no_grad(), torch.autocast(image.device.type, enabled=False):
        wanted = run.teacher(image)
    return mix(terms, output_terms(maps, wanted, config), config.alpha)


@torch.no_grad()
def _update_average(run: Run) -> None:
    # Short memory at first, or the average would drag the random start along.
    decay = min(run.config.ema, (1 + run.step) / (10 + run.step))
    for name, value in run.network.state_dict().items():
        if value.dtype.is_floating_point:
            run.average[name].lerp_(value, 1 - decay)
        else:
            run.average[name].copy_(value)


def averaged(run: Run) -> Network:
    """Return the network with averaged weights as a function on arrays."""
    network = build_network(run.config.network)
    network.load_state_dict(run.average)
    return network_function(network)


def _validate(run: Run, validate: Validate) -> None:
    measures = validate(averaged(run), run.config.final_size)
    text = ", ".join(f"{name} {value:.4g}" for name, value in measures.items())
    print(f"step {run.step}, {run.seconds / 60:.1f} min: {text}", flush=True)
    _append(run, "validation.csv", measures)


def _log(run: Run, losses: dict[str, float]) -> None:
    _append(run, "losses.csv", losses | {"learning_rate": run.learning_rate})


def _append(run: Run, name: str, values: dict[str, float]) -> None:
    path = run.config.folder / name
    row = {"step": run.step, "samples": run.step * run.config.batch, "seconds": run.seconds}
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*row, *values])
        if fresh:
            writer.writeheader()
        writer.writerow({k: f"{v:.6g}" for k, v in {**row, **values}.items()})
