"""Heatmap losses against values worked out by hand."""

import math

import pytest
import torch

from mocap_app.training.heatmap_losses import (
    coordinate_loss,
    dsnt_loss,
    gaussian_peaks,
    heatmap_mse,
    js_divergence,
    simcc_loss,
    soft_argmax,
    soft_read,
)


def test_peaks_are_one_and_cut_off_at_three_sigma():
    maps, inside = gaussian_peaks(torch.tensor([[[5.0, 8.0], [-9.0, 3.0]]]), 16, 20, 1.5)
    assert maps.shape == (1, 2, 16, 20)
    assert maps[0, 0, 8, 5] == 1
    assert maps[0, 0, 8, 7] == pytest.approx(math.exp(-4 / 4.5))
    assert maps[0, 0, 8, 10] == 0
    assert inside.tolist() == [[True, False]]


def test_centres_are_rounded_only_when_asked():
    cells = torch.tensor([[[5.4, 8.5]]])
    biased = gaussian_peaks(cells, 16, 20, 2.0, rounded=True)[0][0, 0]
    unbiased = gaussian_peaks(cells, 16, 20, 2.0)[0][0, 0]
    assert biased[9, 5] == 1
    assert unbiased.max() < 1


def test_mse_is_half_the_mean_square_and_weighs_targets():
    heatmaps = torch.zeros(1, 2, 2, 2)
    target = torch.ones(1, 2, 2, 2)
    assert heatmap_mse(heatmaps, target, torch.ones(1, 2)) == 0.5
    assert heatmap_mse(heatmaps, target, torch.tensor([[1.0, 0.0]])) == 0.25


def test_soft_argmax_of_two_equal_peaks_lies_between_them():
    heatmaps = torch.full((1, 1, 8, 8), -100.0)
    heatmaps[0, 0, 2, 1] = heatmaps[0, 0, 6, 3] = 0
    positions, p = soft_argmax(heatmaps)
    assert positions[0, 0].tolist() == pytest.approx([2, 4])
    assert float(p.sum()) == pytest.approx(1)


@pytest.mark.parametrize("factor", [1, 2])
def test_soft_read_takes_the_value_under_the_mass(factor):
    p = torch.zeros(1, 2, 4 * factor, 4 * factor)
    p[0, 0, 0, 0] = p[0, 0, -1, -1] = 0.5
    p[0, 1, 0, -1] = 1
    maps = torch.arange(6 * 16.0).view(1, 6, 4, 4)
    read = soft_read(p, maps)
    # Joint 0: mean of the first and last cell of maps 0, 2, 4; joint 1: the corner of 1, 3, 5.
    assert read[0, 0].tolist() == [7.5, 39.5, 71.5]
    assert read[0, 1].tolist() == [19, 51, 83]


def test_coordinate_loss_counts_labelled_keypoints():
    positions = torch.tensor([[[1.0, 2.0], [9.0, 9.0]]])
    loss = coordinate_loss(positions, torch.zeros(1, 2, 2), torch.tensor([[1.0, 0.0]]))
    assert loss == 3


def test_js_divergence_of_same_and_of_disjoint_distributions():
    p = torch.zeros(1, 1, 2, 2)
    p[..., 0, 0] = 1
    q = torch.zeros(1, 1, 2, 2)
    q[..., 1, 1] = 1
    assert float(js_divergence(p, p)) == pytest.approx(0, abs=1e-6)
    assert float(js_divergence(p, q)) == pytest.approx(math.log(2), abs=1e-5)


def test_dsnt_wants_the_position_and_the_shape():
    cells = torch.tensor([[[8.0, 8.0]]])
    weight = torch.ones(1, 1)
    target = gaussian_peaks(cells, 17, 17, 1.0)[0]
    right = (target + 1e-9).log()
    flat = torch.zeros(1, 1, 17, 17)  # its mean is the middle, too
    moved = right.roll(3, dims=3)
    losses = [float(dsnt_loss(maps, cells, weight)) for maps in (right, flat, moved)]
    assert losses[0] == pytest.approx(0, abs=1e-3)
    assert losses[1] > 0.4
    assert losses[2] > 0.5
    outside = torch.tensor([[[-50.0, 8.0]]])
    assert float(dsnt_loss(moved, outside, weight)) == 0


def test_losses_have_finite_slopes_on_extreme_maps():
    heatmaps = torch.zeros(1, 1, 8, 8)
    heatmaps[0, 0, 3, 3] = 300
    heatmaps.requires_grad_(True)
    dsnt_loss(heatmaps, torch.tensor([[[3.0, 3.0]]]), torch.ones(1, 1)).backward()
    assert bool(torch.isfinite(heatmaps.grad).all())


def test_simcc_loss_is_zero_at_its_target_and_ignores_what_is_outside():
    at = torch.arange(64.0)
    logits = -((at - (10 + 0.5) * 2 + 0.5) ** 2)[None, None] / 2
    weight = torch.ones(1, 1)
    assert float(simcc_loss(logits, torch.tensor([[10.0]]), weight, 1.0, 2.0)) < 1e-5
    assert float(simcc_loss(logits, torch.tensor([[14.0]]), weight, 1.0, 2.0)) > 1
    assert float(simcc_loss(logits, torch.tensor([[99.0]]), weight, 1.0, 2.0)) == 0
