"""The training loop: steps until the time is used, with checkpoints, validation and a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from mocap_app.core.errors import DataError
from mocap_app.inference.runtime import Network
from mocap_app.networks.registry import network_config
from mocap_app.training.budget import update_average
from mocap_app.training.curves import draw_curves
from mocap_app.training.distill import DistillConfig, chosen, mix, output_terms
from mocap_app.training.losses import LossConfig, Targets, isfinite, softmax_loss
from mocap_app.training.narrow import narrowed
from mocap_app.training.run import Run, averaged, log, start_or_resume

if TYPE_CHECKING:
    from mocap_app.networks.pose_maps import PoseMaps
    from mocap_app.training.config import TrainConfig
    from mocap_app.training.datasets.mixture import Batch, Mixture
    from mocap_app.training.distributed import Workers

Validate = Callable[[Network, int], dict[str, float]]
"""Takes a network function and the input size, returns named measures."""


def train(
    config: TrainConfig, mixture: Mixture, validate: Validate, workers: Workers | None = None
) -> Run:
    """Train until the budget is used; returns the finished run, its checkpoint on disk.

    Raises:
        DataError: A loss became infinite or not a number.
    """
    run = start_or_resume(config, workers)
    config.folder.mkdir(parents=True, exist_ok=True)
    if run.workers.is_main:
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
    if run.workers.is_main and (config.folder / "losses.csv").is_file():
        draw_curves(config.folder, config.folder / "curve.png")
    return run


def _run_to_the_end(run: Run, mixture: Mixture, validate: Validate) -> None:
    saved = validated = run.seconds
    losses: dict[str, float] = {}
    while run.progress < 1:
        for batch in _batches(run, mixture):
            started = time.monotonic()
            terms = _step(run, batch)
            run.seconds = run.workers.agree(run.seconds + time.monotonic() - started)
            for name, value in terms.items():
                losses[name] = losses.get(name, value) * 0.98 + value * 0.02
            if run.step % 50 == 0 and run.workers.is_main:
                log(run, "losses.csv", losses | {"learning_rate": run.learning_rate})
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
    mixture.seed = run.workers.seed(run.config.seed + run.step)
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
    run.model.train()
    device = run.workers.device
    labels = {k: v.to(device, non_blocking=True) for k, v in batch.tensors.items()}
    image = labels.pop("image").flip(-1).permute(0, 3, 1, 2).float().div(255)
    targets, rendered = Targets(**labels), batch.rendered.to(device)
    draw = torch.Generator().manual_seed(run.workers.seed(config.seed + run.step))
    if float(torch.rand((), generator=draw)) < config.narrow:
        fits, image, targets = narrowed(image, targets, draw)
        rendered = rendered[fits]
    with _precision(run):
        maps = run.model(image)
    terms = _terms(run, image, maps, targets, rendered)
    if run.whole_pose is not None and bool(rendered.any()):
        people, seen = targets.part(rendered), chosen(maps, rendered)
        stride = image.shape[-1] / maps.heatmaps.shape[-1]
        terms["whole_pose"] = run.whole_pose.term(seen, people, stride, run.size)
    if run.workers.any_of(value=not isfinite(terms)):
        raise DataError(
            f"The loss became infinite at step {run.step}: lower learning_rate, or look at the "
            f"samples {', '.join(batch.names)}."
        )
    loss = torch.stack(list(terms.values())).sum()
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.network.parameters(), 5.0)
    run.optimizer.step()
    if run.features is not None:
        run.features.step(run.learning_rate)
    if run.whole_pose is not None:
        run.whole_pose.step(run.learning_rate)
    run.step += 1
    update_average(run.average, run.network, config.ema, run.step)
    return {name: float(term.detach()) for name, term in terms.items()}


def _terms(
    run: Run, image: Tensor, maps: PoseMaps, targets: Targets, rendered: Tensor
) -> dict[str, Tensor]:
    def labels(maps: PoseMaps, targets: Targets) -> dict[str, Tensor]:
        parents = network_config(run.config.network).parents
        return softmax_loss(maps, targets, parents, image.shape[-1], LossConfig())

    terms = labels(maps, targets)
    if run.teacher is None or bool(rendered.all()):
        return terms
    config, real = DistillConfig(), ~rendered
    with torch.no_grad(), _precision(run):
        wanted = run.teacher(image[real])
    taught = output_terms(chosen(maps, real), wanted, config)
    share = float(real.float().mean())
    mixed = mix(terms, {name: share * term for name, term in taught.items()}, config.alpha)
    if share < 1:
        # The labels of rendered people are true: there they take the teacher's place.
        true = labels(chosen(maps, rendered), targets.part(rendered))
        for name, term in true.items():
            mixed[name] = mixed[name] + (1 - config.alpha) * (1 - share) * term
    if run.features is not None:
        mixed["features"] = run.features.term(run.progress, real)
    return mixed


def _precision(run: Run) -> torch.autocast:
    """Return the context in which networks are called."""
    device = run.workers.device
    return torch.autocast(device.type, torch.bfloat16, enabled=run.config.bfloat16)


def _validate(run: Run, validate: Validate) -> None:
    if run.workers.is_main:
        measures = validate(averaged(run), run.config.final_size)
        text = ", ".join(f"{name} {value:.4g}" for name, value in measures.items())
        print(f"step {run.step}, {run.seconds / 60:.1f} min: {text}", flush=True)
        log(run, "validation.csv", measures)
    run.workers.wait()
