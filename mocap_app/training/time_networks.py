"""`mocap-app train time`: what networks and backbones cost on this machine's CPU.

Every candidate is fused, exported and run by ONNX Runtime. The candidates take turns, so that a
machine that slows down meanwhile slows all of them, and the median of the turns counts. Beside the
time on the clock stands the processor time, which other programs disturb far less.
"""

from __future__ import annotations

import io
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mocap_app.core.errors import DataError
from mocap_app.networks.efficient_backbones import BACKBONES
from mocap_app.networks.efficient_blocks import fuse
from mocap_app.networks.registry import NETWORKS, build_network
from mocap_app.training.config import parse_settings

if TYPE_CHECKING:
    from collections.abc import Callable

Array = NDArray[np.float64]

_WARM_UP = 3
_TRAINING_BATCH = 4
_OPSET = 17


@dataclass(frozen=True)
class TimeConfig:
    """What is timed, and how."""

    networks: str = ""
    """Names of networks or of backbones, with commas; empty: all backbones."""
    size: int = 192
    """Side of the square input, pixels."""
    threads: str = "1,2"
    """Numbers of threads to try, with commas."""
    rounds: int = 60
    """Turns that every candidate takes."""
    training: int = 0
    """Turns of a training step that every candidate takes, too: torch, one thread, float32."""

    def names(self) -> list[str]:
        """Return the candidates' names.

        Raises:
            DataError: One of them is unknown.
        """
        names = [n.strip() for n in self.networks.split(",") if n.strip()] or list(BACKBONES)
        known = [*BACKBONES, *NETWORKS]
        for name in names:
            if name not in known:
                raise DataError(f"Unknown network {name!r}; there are: {', '.join(known)}.")
        return names

    def thread_counts(self) -> list[int]:
        """Return the numbers of threads.

        Raises:
            DataError: The text is not a list of positive numbers.
        """
        try:
            counts = [int(word) for word in self.threads.split(",")]
        except ValueError:
            counts = [0]
        if min(counts) < 1:
            raise DataError(f"threads={self.threads!r} is not of the form 1,2.")
        return counts


@dataclass(frozen=True)
class Timing:
    """What one candidate costs."""

    name: str
    parameters: int
    """Of the fused form."""
    turns_ms: dict[int, Array]
    """By number of threads: (rounds, 2) milliseconds on the clock and of the processor."""
    training_ms: Array
    """(training, 2) the same of a training step, per picture."""


def time_networks(config: TimeConfig) -> list[Timing]:
    """Time every candidate.

    Raises:
        DataError: A name or a setting is wrong.
    """
    names, counts = config.names(), config.thread_counts()
    if config.size % 32 or config.size <= 0 or config.rounds < 1:
        raise DataError("size must be a positive multiple of 32, rounds at least 1.")
    torch.manual_seed(0)
    unfused = {name: _build(name) for name in names}
    modules = {name: fuse(module) for name, module in unfused.items()}
    files = {name: exported(module, config.size) for name, module in modules.items()}
    turns: dict[str, dict[int, Array]] = {name: {} for name in names}
    for count in counts:
        runs = {name: _runner(file, config.size, count) for name, file in files.items()}
        for name, seconds in take_turns(runs, config.rounds, _clocks).items():
            turns[name][count] = 1000 * seconds
    steps = {name: np.zeros((0, 2)) for name in names}
    if config.training:
        trainers = {name: _trainer(module, config.size) for name, module in unfused.items()}
        steps = take_turns(trainers, config.training, _clocks)
    sizes = {name: sum(p.numel() for p in modules[name].parameters()) for name in names}
    return [
        Timing(name, sizes[name], turns[name], 1000 * steps[name] / _TRAINING_BATCH)
        for name in names
    ]


def _clocks() -> Array:
    return np.array([time.perf_counter(), time.process_time()])


def take_turns(
    runs: dict[str, Callable[[], None]], rounds: int, clock: Callable[[], Array]
) -> dict[str, Array]:
    """Run everything once per round, after a warm-up; return what the clock says of every turn.

    Args:
        runs: What takes turns.
        rounds: Number of turns.
        clock: Returns (C,) readings.

    Returns:
        By name the (rounds, C) differences between the readings after and before.
    """
    for run in runs.values():
        for _ in range(_WARM_UP):
            run()
    turns: dict[str, list[Array]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = clock()
            run()
            turns[name].append(clock() - start)
    return {name: np.stack(differences) for name, differences in turns.items()}


def _build(name: str) -> nn.Module:
    return BACKBONES[name]() if name in BACKBONES else build_network(name)


class _Present(nn.Module):
    """The outputs that there are, as a plain tuple, which the exporter understands."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        return tuple(maps for maps in self.network(image) if maps is not None)


def exported(network: nn.Module, size: int) -> bytes:
    """Return the ONNX file of a network with all its outputs, for one square picture."""
    file: Any = io.BytesIO()  # the exporter's annotation forgets that it takes files
    with warnings.catch_warnings():
        # The exporter built on TorchScript is deprecated but needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Present(network).eval(), (torch.zeros(1, 3, size, size),), file,
            input_names=["image"], opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
    content: bytes = file.getvalue()
    return content


def _trainer(network: nn.Module, size: int) -> Callable[[], None]:
    network.train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    image = torch.rand(_TRAINING_BATCH, 3, size, size).to(memory_format=torch.channels_last)

    def step() -> None:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        loss = torch.stack([maps.square().mean() for maps in network(image) if maps is not None])
        loss.sum().backward()  # type: ignore[no-untyped-call]
        torch.set_num_threads(before)

    return step


def _runner(content: bytes, size: int, threads: int) -> Callable[[], None]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads of the candidates that wait for their turn must not spin meanwhile.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    image = np.random.default_rng(0).random((1, 3, size, size), dtype=np.float32)

    def run() -> None:
        session.run(None, {"image": image})

    return run


def table(timings: list[Timing]) -> str:
    """Return the timings as a Markdown table."""
    counts = list(timings[0].turns_ms)
    heads = [f"{n} thread{'s' if n > 1 else ''}: median, fastest, processor ms" for n in counts]
    trained = any(len(t.training_ms) for t in timings)
    heads += ["training step: median, fastest, processor ms"] * trained
    lines = [
        "| network | parameters | " + " | ".join(heads) + " |",
        "|---|---|" + "---|" * len(heads),
    ]
    for t in timings:
        cells = []
        for turns in (*t.turns_ms.values(), *[t.training_ms] * trained):
            (clock, processor), fastest = np.median(turns, axis=0), turns[:, 0].min()
            cells.append(f"{clock:.2f}, {fastest:.2f}, {processor:.2f}")
        lines.append(f"| {t.name} | {t.parameters / 1e6:.2f} M | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the verb with key=value words; prints a Markdown table."""
    print(table(time_networks(parse_settings(TimeConfig, words))))
    return 0
