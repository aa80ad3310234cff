"""Budgets are used up by time or steps; averages follow; rows add up to a table."""

import csv
from dataclasses import dataclass

import pytest
import torch

from mocap_app.training.budget import append_row, update_average, used_share


@dataclass
class Limits:
    minutes: float = 2.0
    max_steps: int = 0


def test_the_nearer_limit_counts_and_one_is_the_end():
    assert used_share(Limits(), 999, 60) == 0.5
    assert used_share(Limits(max_steps=10), 8, 60) == 0.8
    assert used_share(Limits(max_steps=100), 8, 60) == 0.5
    assert used_share(Limits(max_steps=10), 50, 600) == 1


def test_the_average_forgets_its_start_and_copies_counters():
    network = torch.nn.BatchNorm1d(2)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    with torch.no_grad():
        network.weight += 1
        network.num_batches_tracked += 5
    update_average(average, network, 0.999, 0)
    assert average["weight"].tolist() == pytest.approx([1.9, 1.9])  # a tenth is kept at first
    assert int(average["num_batches_tracked"]) == 5
    update_average(average, network, 0.5, 100_000)
    assert average["weight"].tolist() == pytest.approx([1.95, 1.95])


def test_rows_share_one_heading(tmp_path):
    path = tmp_path / "log.csv"
    append_row(path, {"step": 1, "loss": 0.25})
    append_row(path, {"step": 2, "loss": 0.125})
    with path.open() as file:
        assert list(csv.DictReader(file)) == [
            {"step": "1", "loss": "0.25"},
            {"step": "2", "loss": "0.125"},
        ]
