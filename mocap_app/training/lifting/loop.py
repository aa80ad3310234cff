"""The training loop of lifters: time budget, averaged weights, checkpoint, resume, log."""

from __future__ import annotations

import math
import signal
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from mocap_app.core.errors import DataError, ModelError
from mocap_app.networks.checkpoint import Checkpoint
from mocap_app.networks.lifter import MartinezLifter, constrain_norms
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.lifter_inflation import inflate, quieten
from mocap_app.networks.temporal_lifter import Lifter, TemporalLifter, build_lifter
from mocap_app.training.budget import append_row, update_average, used_share
from mocap_app.training.lifting.batches import (
    TRAINING,
    BatchMaker,
    Conditions,
    LiftBatch,
)
from mocap_app.training.lifting.checkpoint import averaged_lifter, load_lifter, save_lifter
from mocap_app.training.lifting.losses import pose_loss, velocity_loss
from mocap_app.training.optimizer import MuonAdamW, take_over
from mocap_app.training.widen import widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mocap_app.training.lifting.config import LifterTraining
    from mocap_app.training.lifting.detector_noise import DetectorNoise
    from mocap_app.training.lifting.motions import Motions
    from mocap_app.training.lifting.semi_supervised import SemiSupervised

    Validate = Callable[[Lifter], dict[str, float]]
    """Takes a network in evaluation mode, returns named measures."""

_WEIGHT_DECAY = 0.01
FIRST_MOMENTUM, LAST_MOMENTUM = 0.1, 0.001
"""Of batch norm, at the first and the last step, as in VideoPose3D."""


@dataclass
class LifterRun:
    """A lifter in training with all that changes from step to step."""

    config: LifterTraining
    network: Lifter
    optimizer: torch.optim.Optimizer
    average: dict[str, Tensor]
    step: int = 0
    seconds: float = 0.0
    measures: dict[str, float] = field(default_factory=dict)

    @property
    def progress(self) -> float:
        """Share of the budget that is used, in [0, 1]."""
        return used_share(self.config, self.step, self.seconds)

    @property
    def learning_rate(self) -> float:
        """Short warm-up, then half a cosine over the budget."""
        warmup = min(1.0, (self.step + 1) / 100)
        return (
            self.config.learning_rate
            * warmup
            * (0.01 + 0.495 * (1 + math.cos(math.pi * self.progress)))
        )

    @property
    def velocity_weight(self) -> float:
        """Weight of the velocities' errors: none in the first part of a run.

        They are smallest when the network answers the same whatever it sees, and with them from
        the start a thousand steps brought it little further than that.
        """
        begin = self.config.velocity_from
        if begin <= 0.0:
            return self.config.velocity
        return self.config.velocity * min(max((self.progress - begin) / 0.2, 0.0), 1.0)

    def save(self) -> None:
        """Write the checkpoint of the run's folder."""
        save_lifter(
            self.config.folder / "checkpoint.pt",
            Checkpoint(
                network=self.config.network,
                weights=self.network.state_dict(),
                average=self.average,
                optimizer=self.optimizer.state_dict(),
                step=self.step,
                seconds=self.seconds,
                measures=self.measures,
            ),
        )


def start_or_resume(config: LifterTraining) -> LifterRun:
    """Return a fresh run, or the one whose checkpoint lies in the run's folder.

    Raises:
        DataError: The network's name is unknown.
        ModelError: A checkpoint does not fit.
    """
    if config.network not in LIFTERS:
        raise DataError(f"Unknown lifter {config.network!r}; there are: {', '.join(LIFTERS)}.")
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    network = build_lifter(LIFTERS[config.network])
    optimizer = _optimizer(config, network)
    path = config.folder / "checkpoint.pt"
    if path.is_file():
        saved = load_lifter(path)
        if saved.network != config.network:
            raise DataError(f"{path} holds a {saved.network}, not a {config.network}.")
        network.load_state_dict(saved.weights)
        take_over(optimizer, saved.optimizer)
        average = dict(saved.average)
        return LifterRun(config, network, optimizer, average, saved.step, saved.seconds)
    if config.start:
        _begin_with(network, load_lifter(Path(config.start)))
    return LifterRun(
        config, network, optimizer, {k: v.clone() for k, v in network.state_dict().items()}
    )


def _optimizer(config: LifterTraining, network: Lifter) -> torch.optim.Optimizer:
    if config.bfloat16:
        return MuonAdamW(network.parameters(), config.learning_rate, _WEIGHT_DECAY)
    return torch.optim.Adam(network.parameters(), lr=config.learning_rate, amsgrad=True)


def _begin_with(network: Lifter, start: Checkpoint) -> None:
    """Take the weights of a lifter: the same, a narrower, one of fewer frames, or of one frame."""
    other = averaged_lifter(start)
    if isinstance(other, MartinezLifter) and isinstance(network, TemporalLifter):
        inflate(other, network)
        return
    shape = replace(network.config, channels=other.config.channels, levels=other.config.levels)
    if other.config != shape:
        raise ModelError(f"A {start.network} is no start for this network: its shape is another.")
    if isinstance(network, TemporalLifter):
        quieten(network, other.config.levels)
    network.load_state_dict(widened(start.average, network.state_dict()))


@dataclass(frozen=True)
class Material:
    """What a run learns from."""

    motions: Motions
    noise: DetectorNoise
    semi: SemiSupervised | None = None
    """Learns from unlabelled motions beside; None: only labelled ones."""
    conditions: Conditions = TRAINING
    """How labelled motions are seen."""


def train(config: LifterTraining, material: Material, validate: Validate) -> LifterRun:
    """Train until the budget is used; returns the finished run, its checkpoint on disk.

    Raises:
        DataError: A loss became infinite or not a number.
        ModelError: A checkpoint does not fit.
    """
    run = start_or_resume(config)
    config.folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([config.seed, run.step])
    batches = _batches(run, material)
    validated = run.seconds
    losses: dict[str, float] = {}
    # Denormals, which late gradients are full of, take CPUs a hundred times as long.
    torch.set_flush_denormal(True)
    try:
        while run.progress < 1:
            started = time.monotonic()
            terms = _step(run, next(batches), material, rng)
            run.seconds += time.monotonic() - started
            for name, value in terms.items():
                losses[name] = losses.get(name, value) * 0.98 + value * 0.02
            if run.step % 50 == 0:
                _append(run, "losses.csv", losses)
            if run.seconds - validated > 60 * config.validate_minutes:
                validated = run.seconds
                _validate(run, validate)
                run.save()
    except KeyboardInterrupt:
        run.save()
        print(f"stopped at step {run.step}; the same command goes on from here", flush=True)
        raise
    finally:
        torch.set_flush_denormal(False)
    _validate(run, validate)
    run.save()
    return run


def tensors(batch: LiftBatch) -> tuple[Tensor, Tensor]:
    """Return features and targets as tensors."""
    return torch.from_numpy(batch.features), torch.from_numpy(batch.target)


def answers(network: Lifter, x: Tensor) -> Tensor:
    """Return the (N, J, 3) answers to (N, R, F) windows."""
    points: Tensor = network.forward_strided(x)[:, 0]
    return points


class _Endless(IterableDataset[LiftBatch]):
    """Batches without end, made here or in worker processes."""

    def __init__(self, maker: BatchMaker, seed: list[int]) -> None:
        self._maker = maker
        self._seed = seed

    def __iter__(self) -> Iterator[LiftBatch]:
        worker = get_worker_info()
        # Most of the work is drawing normal variables, which this one does fastest.
        seed = [*self._seed, worker.id if worker else 0]
        return self._maker.batches(np.random.Generator(np.random.SFC64(seed)))


def _batches(run: LifterRun, material: Material) -> Iterator[LiftBatch]:
    config = run.config
    maker = BatchMaker(
        material.motions,
        config.batch,
        material.noise,
        run.network.config,
        material.conditions,
        config.answers,
    )
    loader: DataLoader[LiftBatch] = DataLoader(
        _Endless(maker, [config.seed, run.step]),
        batch_size=None,
        num_workers=config.workers,
        prefetch_factor=4 if config.workers else None,
        worker_init_fn=_leave_signals_to_the_trainer,
    )
    return iter(loader)


def _leave_signals_to_the_trainer(_worker: int) -> None:
    # Ctrl-C reaches the whole group; a worker that dies of it would break off the last checkpoint.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _step(
    run: LifterRun, batch: LiftBatch, material: Material, rng: np.random.Generator
) -> dict[str, float]:
    config, network = run.config, run.network
    for group in run.optimizer.param_groups:
        group["lr"] = run.learning_rate
    if isinstance(network, TemporalLifter):
        ratio = LAST_MOMENTUM / FIRST_MOMENTUM
        network.set_norm_momentum(FIRST_MOMENTUM * ratio**run.progress)
    network.train()
    x, target = tensors(batch)
    blind = None
    if material.semi is not None and run.progress >= config.warmup:
        blind = material.semi.draw(batch, network.config, rng)
        x = torch.cat([x, torch.from_numpy(blind.features)])
    with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
        poses = answers(network, x)
    predicted = poses[: len(target)]
    terms = {"pose": pose_loss(predicted, target)}
    if network.config.kind == "temporal":
        # Neighbours have views of their own: they can be compared in the camera's frame only.
        back = torch.from_numpy(batch.view.rotation.astype(np.float32))
        steps = [(p @ back).reshape(-1, config.answers, *p.shape[1:]) for p in (predicted, target)]
        terms["velocity"] = run.velocity_weight * velocity_loss(*steps)
    if material.semi is not None:
        terms |= material.semi.terms((batch, blind), poses)
    loss = torch.stack(list(terms.values())).sum()
    if not bool(torch.isfinite(loss)):
        raise DataError(f"The loss became infinite at step {run.step}; lower learning_rate.")
    run.optimizer.zero_grad(set_to_none=True)
    if material.semi is not None:
        material.semi.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    run.optimizer.step()
    if material.semi is not None:
        material.semi.optimizer.step()
    if config.max_norm:
        constrain_norms(network)
    run.step += 1
    update_average(run.average, network, config.ema, run.step)
    return {name: float(term.detach()) for name, term in terms.items()}


def averaged(run: LifterRun) -> Lifter:
    """Return the network with averaged weights, in evaluation mode."""
    network = build_lifter(run.network.config)
    network.load_state_dict(run.average)
    network.eval()
    return network


def _validate(run: LifterRun, validate: Validate) -> None:
    run.measures = validate(averaged(run))
    text = ", ".join(f"{name} {value:.4g}" for name, value in run.measures.items())
    print(f"step {run.step}, {run.seconds / 60:.1f} min: {text}", flush=True)
    _append(run, "validation.csv", run.measures)


def _append(run: LifterRun, name: str, values: dict[str, float]) -> None:
    row = {"step": run.step, "seconds": run.seconds}
    append_row(run.config.folder / name, row | values)
