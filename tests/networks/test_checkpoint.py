"""Checkpoints come back whole, and only where they fit."""

import dataclasses

import pytest
import torch

from mocap_app.core.errors import ModelError
from mocap_app.networks import checkpoint as module
from mocap_app.networks.checkpoint import (
    Checkpoint,
    build,
    compact,
    load_checkpoint,
    save_checkpoint,
)
from mocap_app.networks.config import MOBILE, PLAIN
from mocap_app.networks.movnect import MoVNect
from mocap_app.networks.registry import Entry


@pytest.fixture
def saved(tmp_path):
    network = MoVNect(PLAIN)
    weights = network.state_dict()
    average = {k: v + 1 if v.dtype.is_floating_point else v for k, v in weights.items()}
    checkpoint = Checkpoint("movnect_plain", weights, average, {}, step=7, seconds=12.5)
    save_checkpoint(tmp_path / "c.pt", checkpoint)
    return tmp_path / "c.pt", checkpoint


def test_round_trip(saved):
    path, checkpoint = saved
    loaded = load_checkpoint(path)
    assert (loaded.step, loaded.seconds, loaded.network) == (7, 12.5, "movnect_plain")
    assert torch.equal(loaded.weights["head.2.weight"], checkpoint.weights["head.2.weight"])


def test_built_network_has_the_average(saved):
    path, checkpoint = saved
    network = build(load_checkpoint(path))
    assert not network.training
    assert torch.equal(network.state_dict()["head.2.bias"], checkpoint.average["head.2.bias"])


def test_a_compact_one_is_smaller_and_goes_on(saved, tmp_path):
    path, checkpoint = saved
    small = tmp_path / "small.pt"
    save_checkpoint(small, compact(checkpoint))
    assert small.stat().st_size < 0.3 * path.stat().st_size
    loaded = load_checkpoint(small)
    assert loaded.step == 7
    for name, wanted in checkpoint.average.items():
        for got in (loaded.weights[name], loaded.average[name]):
            assert got.dtype == wanted.dtype
            torch.testing.assert_close(got, wanted, rtol=1e-3, atol=1e-6)


def test_eight_bits_are_smaller_still_and_as_good_as_what_is_run(saved, tmp_path):
    path, checkpoint = saved
    small = tmp_path / "small.pt"
    save_checkpoint(small, compact(checkpoint), eight_bits=True)
    assert small.stat().st_size < 0.16 * path.stat().st_size
    loaded = load_checkpoint(small)
    build(loaded)
    for name, wanted in checkpoint.average.items():
        got = loaded.average[name]
        assert got.dtype == wanted.dtype
        step = wanted.abs().max() / 127 if wanted.dim() > 1 else 0.0
        assert (got - wanted).abs().max() <= 0.51 * step + 1e-3 * wanted.abs().max()


def test_settings_younger_than_a_checkpoint_have_their_defaults(saved):
    path, _ = saved
    content = torch.load(path, weights_only=True)
    del content["config"]["refine"]
    torch.save(content, path)
    assert load_checkpoint(path).step == 7
    del content["config"]["plain_widths"]
    content["config"]["plain_depths"] = (1, 2, 4)
    torch.save(content, path)
    with pytest.raises(ModelError, match="another shape"):
        load_checkpoint(path)


def test_missing_and_damaged_files_are_named(saved, tmp_path):
    path, _ = saved
    with pytest.raises(ModelError, match="There is no checkpoint"):
        load_checkpoint(tmp_path / "none.pt")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"c\.pt is damaged"):
        load_checkpoint(path)


def test_another_joint_set_is_refused(saved, monkeypatch):
    path, _ = saved
    other = dataclasses.replace(module.body27(), joints=("head",) * 27)
    monkeypatch.setattr(module, "body27", lambda: other)
    with pytest.raises(ModelError, match="another joint set"):
        load_checkpoint(path)


def test_another_shape_is_refused(saved, monkeypatch):
    path, _ = saved
    monkeypatch.setitem(module.NETWORKS, "movnect_plain", Entry(MOBILE))
    with pytest.raises(ModelError, match="another shape"):
        load_checkpoint(path)
