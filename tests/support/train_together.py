"""One of several processes that train together; prints what it found as one JSON object."""

from __future__ import annotations

import json

import torch

from mocap_app.training.distributed import distributed

torch.set_num_threads(1)
with distributed(cpu=True) as workers:
    torch.manual_seed(workers.rank)  # different weights at first
    network = torch.nn.Linear(1, 1)
    together = workers.wrap(network)
    before = network.weight.detach().clone()
    loss = (together(torch.tensor([[float(workers.rank)]])) - 1).square().mean()
    loss.backward()
    gradient = float(network.weight.grad)
    # By hand: torch's optimizers load half of torch, which takes longer than all the rest.
    with torch.no_grad():
        network.weight -= 0.1 * network.weight.grad
    statistics = {"mean": torch.tensor([float(workers.rank)]), "count": torch.tensor(3)}
    workers.mean(statistics)
    answer = {
        "rank": workers.rank,
        "count": workers.count,
        "main": workers.is_main,
        "seed": workers.seed(7),
        "before": float(before),
        "gradient": gradient,
        "weight": float(network.weight.detach()),
        "agreed": workers.agree(10.0 + workers.rank),
        "any": workers.any_of(value=workers.rank == 1),
        "none": workers.any_of(value=False),
        "statistics": [float(statistics["mean"]), int(statistics["count"])],
    }
    workers.wait()
    print(json.dumps(answer))
