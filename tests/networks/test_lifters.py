import pytest
import torch
from torch import nn

from mocap_app.core.errors import ModelError
from mocap_app.networks.lifter import MartinezLifter, constrain_norms
from mocap_app.networks.lifter_config import LIFTERS, PAPER_MARTINEZ, PAPER_VIDEOPOSE, LifterConfig
from mocap_app.networks.lifter_inflation import inflate
from mocap_app.networks.temporal_lifter import (
    TemporalLifter,
    build_lifter,
    n_parameters,
    pad_edges,
)

pytestmark = pytest.mark.torch


def small(levels=3, *, causal=False, direct=0):
    return LifterConfig(
        inputs=6, outputs=4, channels=16, levels=levels, causal=causal, direct=direct
    )


def lively(config):
    """A network whose batch norms do something, in evaluation mode."""
    torch.manual_seed(1)
    network = build_lifter(config)
    if network.direct is not None:
        nn.init.normal_(network.direct.weight)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.normal_(module.running_mean, std=0.3)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
            nn.init.normal_(module.weight, mean=1.0, std=0.2)
    return network.eval()


def test_martinez_has_the_papers_size():
    # 4-5 million in the paper; 4,291,632 by its layer table for 16 joints.
    assert n_parameters(MartinezLifter(PAPER_MARTINEZ)) == 4_291_632


@pytest.mark.parametrize(("frames", "millions"), [(27, 8.56), (81, 12.75), (243, 16.95)])
def test_videopose_has_the_papers_size_and_receptive_field(frames, millions):
    config = PAPER_VIDEOPOSE[frames]
    assert config.receptive_field == frames
    assert round(n_parameters(TemporalLifter(config)) / 1e6, 2) == millions


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("levels", "direct"), [(1, 0), (2, 0), (3, 0), (4, 0), (1, 3), (3, 9)])
def test_strided_and_dilated_forms_agree(levels, direct, causal):
    config = small(levels, causal=causal, direct=direct)
    network = lively(config)
    x = torch.randn(2, config.receptive_field + 4, 6)
    with torch.no_grad():
        dilated = network(x)
        assert dilated.shape == (2, 5, 4, 3)
        for start in range(5):
            window = x[:, start : start + config.receptive_field]
            strided = network.forward_strided(window)
            assert strided.shape == (2, 1, 4, 3)
            torch.testing.assert_close(strided[:, 0], dilated[:, start], atol=1e-5, rtol=0)


def test_causal_answer_is_about_the_newest_frame():
    """The shortcut carries the answer's own frame: change it, and the answer changes most."""
    for causal in (False, True):
        config = small(causal=causal)
        network = lively(config)
        x = torch.randn(1, 27, 6, requires_grad=True)
        network.forward_strided(x).abs().sum().backward()
        # With all temporal filters silenced only the shortcuts are left.
        for conv in network.convs:
            nn.init.zeros_(conv.weight)
        x = torch.randn(1, 27, 6, requires_grad=True)
        network.forward_strided(x).abs().sum().backward()
        felt = x.grad.abs().sum(dim=(0, 2)).nonzero().flatten().tolist()
        assert config.answer_index in felt
        assert felt == ([24, 25, 26] if causal else [12, 13, 14])


@pytest.mark.parametrize("causal", [False, True])
def test_padding_gives_an_answer_for_every_frame(causal):
    config = small(causal=causal)
    x = torch.arange(5.0).reshape(1, 5, 1).expand(1, 5, 6)
    padded = pad_edges(x, config)
    assert padded.shape[1] - config.receptive_field + 1 == 5
    assert padded[0, config.answer_index, 0] == 0.0
    assert (padded[0, : config.answer_index] == 0.0).all()
    assert padded[0, config.answer_index + 4 :].eq(4.0).all()


def test_max_norm_limits_matrices_and_leaves_small_ones_alone():
    network = MartinezLifter(LifterConfig(inputs=6, outputs=4, channels=16, kind="single"))
    with torch.no_grad():
        network.shrink.weight.mul_(1e-3)
    before = network.shrink.weight.clone()
    constrain_norms(network, 1.0)
    norms = [m.weight.norm() for m in network.modules() if isinstance(m, nn.Linear)]
    assert max(norms) <= 1.0 + 1e-5
    assert torch.equal(network.shrink.weight, before)


def test_single_frames_do_not_mix():
    network = lively(LifterConfig(inputs=6, outputs=4, channels=16, kind="single"))
    x = torch.randn(2, 3, 6)
    with torch.no_grad():
        together, alone = network(x), network(x[:, 1:2])
    assert together.shape == (2, 3, 4, 3)
    torch.testing.assert_close(together[:, 1:2], alone)


def test_shipped_shapes_can_be_built():
    for config in LIFTERS.values():
        network = build_lifter(config).eval()
        x = torch.zeros(1, config.receptive_field, config.inputs)
        with torch.no_grad():
            assert network.forward_strided(x).shape == (1, 1, 27, 3)


@pytest.mark.parametrize("causal", [False, True])
def test_an_inflated_lifter_answers_as_the_single_frame_one(causal):
    single = lively(LifterConfig(inputs=6, outputs=4, channels=16, kind="single", direct=1))
    config = LifterConfig(inputs=6, outputs=4, channels=16, causal=causal, direct=3)
    network = build_lifter(config).eval()
    inflate(single, network)
    x = torch.randn(5, 27, 6)
    with torch.no_grad():
        answer = network.forward_strided(x)
        expected = single(x[:, config.answer_index, None])
    torch.testing.assert_close(answer, expected, atol=1e-5, rtol=1e-5)


def test_a_deeper_inflated_lifter_is_near_and_can_learn():
    single = lively(LifterConfig(inputs=6, outputs=4, channels=16, kind="single", direct=1))
    network = build_lifter(small(4, direct=3))
    inflate(single, network)
    x = torch.randn(64, 81, 6)
    network.train()(x)  # the new block's norms get to know their inputs
    answer = network.eval().forward_strided(x)
    expected = single(x[:, 40, None])
    assert (answer - expected).norm() < 0.3 * expected.norm()
    answer.square().sum().backward()
    assert network.mixes[-1].weight.grad.abs().max() > 0


def test_lifters_of_other_shapes_are_not_inflated():
    single = build_lifter(LifterConfig(inputs=6, outputs=4, channels=8, kind="single"))
    with pytest.raises(ModelError, match="another shape"):
        inflate(single, build_lifter(small()))
