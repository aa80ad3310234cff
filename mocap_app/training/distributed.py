"""Training on several GPUs with `torchrun`: one process each, gradients averaged by DDP.

Started without `torchrun` everything here does nothing, so that a loop can be written once::

    with distributed(cpu=config.cpu) as workers:
        network = workers.wrap(network)
        mixture.seed = workers.seed(config.seed)
        ...
        if workers.is_main:
            save()
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEED_STEP = 1_000_003
"""Between the processes' seeds: far from the small numbers that a loop adds to its own."""


@dataclass(frozen=True)
class Workers:
    """This process among those that train together."""

    rank: int = 0
    """Number of this process, from 0."""
    count: int = 1
    device: torch.device = torch.device("cpu")  # noqa: RUF009 - a constant

    @property
    def is_main(self) -> bool:
        """Whether this process writes files and prints."""
        return self.rank == 0

    def wrap(self, network: nn.Module) -> nn.Module:
        """Return the network, on this process's device, such that gradients are averaged.

        The weights of process 0 are given to the others. Keep the network itself for its weights
        and attributes; call what this returns.
        """
        network = network.to(self.device)
        if self.count == 1:
            return network
        ids = [self.device] if self.device.type == "cuda" else None
        # Batch norms stay as they are: each process has enough pictures for its own statistics.
        return DistributedDataParallel(network, device_ids=ids, broadcast_buffers=False)

    def seed(self, seed: int) -> int:
        """Return a seed of this process's own, so that no two draw the same pictures."""
        return seed + _SEED_STEP * self.rank

    def agree(self, value: float) -> float:
        """Return process 0's value in all of them, such as the time used: they must stop together.

        All processes must call it.
        """
        if self.count == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.broadcast(shared, src=0)
        return float(shared)

    def any_of(self, *, value: bool) -> bool:
        """Return whether it is true in any process, such as that a loss went bad.

        All processes must call it.
        """
        if self.count == 1:
            return value
        shared = torch.tensor([float(value)], device=self.device)
        dist.all_reduce(shared, op=dist.ReduceOp.MAX)
        return bool(shared > 0)

    @torch.no_grad()
    def mean(self, values: dict[str, Tensor]) -> None:
        """Replace floating-point tensors by their means over all processes, in place.

        For batch norms' statistics before a checkpoint is written. All processes must call it with
        the same names.
        """
        if self.count == 1:
            return
        for name in sorted(values):
            if values[name].dtype.is_floating_point:
                dist.all_reduce(values[name], op=dist.ReduceOp.SUM)
                values[name] /= self.count

    def wait(self) -> None:
        """Return when all processes are here."""
        if self.count > 1:
            dist.barrier()


@contextmanager
def distributed(*, cpu: bool = False) -> Iterator[Workers]:
    """Join the processes that `torchrun` started and leave them in the end.

    Args:
        cpu: Stay on the CPU even where there are GPUs.

    Raises:
        DataError: More processes were started than there are GPUs.
    """
    use_gpu = torch.cuda.is_available() and not cpu
    if "WORLD_SIZE" not in os.environ:
        yield Workers(device=torch.device("cuda" if use_gpu else "cpu"))
        return
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if use_gpu and local >= torch.cuda.device_count():
        raise DataError(
            f"There are {torch.cuda.device_count()} GPUs: start no more processes, with "
            f"torchrun --nproc-per-node {torch.cuda.device_count()}."
        )
    device = torch.device("cuda", local) if use_gpu else torch.device("cpu")
    dist.init_process_group("nccl" if use_gpu else "gloo")
    try:
        yield Workers(dist.get_rank(), dist.get_world_size(), device)
    finally:
        dist.destroy_process_group()
