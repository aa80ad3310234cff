"""The mean of runs of one network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from mocap_app.core.errors import DataError, ModelError
from mocap_app.networks.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.registry import build_network
from mocap_app.networks.temporal_lifter import build_lifter
from mocap_app.training import soup
from mocap_app.training.lifting.checkpoint import load_lifter, save_lifter

if TYPE_CHECKING:
    from pathlib import Path


def _run(path: Path, network: str, seed: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    weights = {
        name: torch.randn_like(tensor) if tensor.is_floating_point() else tensor + seed
        for name, tensor in build_network(network).state_dict().items()
    }
    save_checkpoint(
        path, Checkpoint(network, weights, weights, {}, step=seed, seconds=9.0, measures={"a": 1.0})
    )
    return weights


def test_mean_of_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = _run(tmp_path / "1.pt", "movnect_plain", 1)
    second = _run(tmp_path / "2.pt", "movnect_plain", 2)
    words = [f"checkpoints={tmp_path}/1.pt,{tmp_path}/2.pt", f"out={tmp_path}/mean.pt"]
    assert soup.main(words) == 0
    assert "2 runs of movnect_plain" in capsys.readouterr().out
    mean = load_checkpoint(tmp_path / "mean.pt")
    assert (mean.network, mean.step, mean.measures) == ("movnect_plain", 2, {})
    for name, tensor in mean.average.items():
        if tensor.is_floating_point():
            torch.testing.assert_close(tensor, (first[name] + second[name]) / 2)
        else:
            assert torch.equal(tensor, second[name])
    build_network("movnect_plain").load_state_dict(mean.average)


@pytest.mark.parametrize("words", [[], ["checkpoints=runs/1.pt"]])
def test_one_is_no_mixture(words: list[str]) -> None:
    with pytest.raises(DataError, match="two or more"):
        soup.main(words)


def test_networks_must_agree(tmp_path: Path) -> None:
    _run(tmp_path / "1.pt", "movnect_plain", 1)
    _run(tmp_path / "2.pt", "movnect_fine", 2)
    with pytest.raises(DataError, match=r"movnect_fine, movnect_plain"):
        soup.main([f"checkpoints={tmp_path}/1.pt,{tmp_path}/2.pt"])


def _lifter(path: Path, name: str, seed: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    weights = {
        name: torch.randn_like(tensor) if tensor.is_floating_point() else tensor
        for name, tensor in build_lifter(LIFTERS[name]).state_dict().items()
    }
    save_lifter(path, Checkpoint(name, weights, weights, {}, step=seed, seconds=9.0))
    return weights


def test_a_lifter_mixes_with_the_one_of_fewer_frames_that_it_began_as(tmp_path: Path) -> None:
    long = _lifter(tmp_path / "243.pt", "lifter_refine", 1)
    short = _lifter(tmp_path / "81.pt", "lifter_refine_81", 2)
    words = [f"checkpoints={tmp_path}/243.pt,{tmp_path}/81.pt", f"out={tmp_path}/mean.pt"]
    assert soup.main(words) == 0
    mean = load_lifter(tmp_path / "mean.pt")
    assert mean.network == "lifter_refine"
    assert mean.average.keys() == long.keys() > short.keys()
    torch.testing.assert_close(
        mean.average["shrink.weight"], (long["shrink.weight"] + short["shrink.weight"]) / 2
    )
    assert torch.equal(mean.average["convs.3.weight"], long["convs.3.weight"])


def test_lifters_of_other_shapes_do_not_mix(tmp_path: Path) -> None:
    _lifter(tmp_path / "1.pt", "lifter_refine", 1)
    _lifter(tmp_path / "2.pt", "lifter_live", 2)
    with pytest.raises(DataError, match=r"lifter_live, lifter_refine"):
        soup.main([f"checkpoints={tmp_path}/1.pt,{tmp_path}/2.pt"])


def test_missing_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.pt"):
        soup.main([f"checkpoints={tmp_path}/none.pt,{tmp_path}/2.pt"])
