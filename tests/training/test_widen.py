"""A wider network starts with the answers of the narrow one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from mocap_app.core.errors import DataError
from mocap_app.networks.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mocap_app.networks.config import FINE, WIDE
from mocap_app.networks.movnect import MoVNect
from mocap_app.training import widen
from mocap_app.training.widen import widened

if TYPE_CHECKING:
    from pathlib import Path

NARROW = replace(FINE, plain_widths=(4, 6, 8, 10))
BROAD = replace(WIDE, plain_widths=(6, 8, 12, 32), attention=1)


def _trained() -> MoVNect:
    network = MoVNect(NARROW)
    for tensor in network.state_dict().values():
        if tensor.is_floating_point():
            tensor.add_(0.05 * torch.rand_like(tensor))
    return network.eval()


def test_same_answers() -> None:
    torch.manual_seed(1)
    narrow, broad = _trained(), MoVNect(BROAD).eval()
    image = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        before = broad(image)
        broad.load_state_dict(widened(narrow.state_dict(), broad.state_dict()))
        for wanted, got, fresh in zip(narrow(image), broad(image), before, strict=True):
            torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-5)
            assert not torch.allclose(fresh, wanted, rtol=1e-2)


def test_new_channels_learn() -> None:
    torch.manual_seed(1)
    broad = MoVNect(BROAD)
    broad.load_state_dict(widened(_trained().state_dict(), broad.state_dict()))
    broad(torch.rand(2, 3, 64, 64)).heatmaps.square().mean().backward()
    weight = broad.backbone.to_stride16[0][0].weight
    assert weight.grad is not None
    # From new channels at stride 8 to old ones at stride 16: silent, but about to speak.
    assert not weight[:10, 8:].any()
    assert weight.grad[:10, 8:].abs().max() > 0


def test_narrower_is_refused() -> None:
    with pytest.raises(DataError, match="not a wider form"):
        widened(MoVNect(BROAD).state_dict(), MoVNect(NARROW).state_dict())


def test_task_begins_a_run(tmp_path: Path) -> None:
    source = tmp_path / "narrow.pt"
    weights = MoVNect(FINE).state_dict()
    save_checkpoint(source, Checkpoint("movnect_fine", weights, weights, {}, 7, 60.0))
    words = [f"checkpoint={source}", f"out={tmp_path / 'run'}"]
    assert widen.main(words) == 0
    begun = load_checkpoint(tmp_path / "run" / "checkpoint.pt")
    assert (begun.network, begun.step, begun.seconds) == ("movnect_wide", 0, 0.0)
    assert widen.main([words[0], f"out={tmp_path / 'again'}"]) == 0
    again = load_checkpoint(tmp_path / "again" / "checkpoint.pt")
    torch.testing.assert_close(again.average, begun.average, rtol=0, atol=0)
    with pytest.raises(DataError, match="already"):
        widen.main(words)
    with pytest.raises(DataError, match="Name the trained network"):
        widen.main([])
