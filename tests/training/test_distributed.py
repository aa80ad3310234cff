"""Two processes train as one; one process needs nothing of it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from mocap_app.training.distributed import Workers, distributed

SCRIPT = Path(__file__).parents[1] / "support" / "train_together.py"


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@pytest.mark.timeout(240)  # two processes that each load torch, on a machine that may be busy
def test_two_processes_train_as_one():
    environment = os.environ | {
        "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()),
        "OMP_NUM_THREADS": "1", "PYTHONPATH": str(SCRIPT.parents[2]),
    }  # fmt: skip
    processes = [
        subprocess.Popen(
            [sys.executable, SCRIPT],
            env=environment | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        first, second = (json.loads(process.communicate(timeout=200)[0]) for process in processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert [first["rank"], second["rank"]] == [0, 1]
    assert [first["main"], second["main"]] == [True, False]
    assert first["count"] == second["count"] == 2
    # Same weights after DDP has begun, the same mean gradient, the same weights after the step.
    assert first["before"] == second["before"]
    assert first["gradient"] == second["gradient"] != 0
    assert first["weight"] == second["weight"] != first["before"]
    assert first["seed"] == 7 != second["seed"]
    assert first["agreed"] == second["agreed"] == 10
    assert first["any"] is second["any"] is True
    assert first["none"] is second["none"] is False
    assert first["statistics"] == second["statistics"] == [0.5, 3]


def test_without_torchrun_nothing_happens(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with distributed(cpu=True) as workers:
        network = torch.nn.Linear(2, 2)
        assert workers == Workers()
        assert workers.is_main
        assert workers.wrap(network) is network
        assert workers.seed(5) == 5
        assert workers.agree(3.5) == 3.5
        assert workers.any_of(value=True)
        values = {"x": torch.ones(1)}
        workers.mean(values)
        workers.wait()
        assert values["x"] == pytest.approx(1)
    assert not torch.distributed.is_initialized()
