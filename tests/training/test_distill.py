"""What a student takes from a teacher."""

import dataclasses

import pytest
import torch
from torch import nn

from mocap_app.core.errors import ModelError
from mocap_app.networks.paper_configs import ViTConfig, ViTPoseConfig
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.networks.vit_pose import ViTPose
from mocap_app.training.distill import (
    DistillConfig,
    frozen,
    hand_over_token,
    learning_token,
    mix,
    output_terms,
    resample_logits,
)

ENCODER = ViTConfig(image_size=(32, 32), width=16, depth=1, heads=2, class_token=False)
VIT = ViTPoseConfig(encoder=ENCODER, decoder="simple", knowledge_tokens=1)


def maps(seed: int, size: int = 8) -> PoseMaps:
    torch.manual_seed(seed)
    return PoseMaps(torch.randn(2, 5, size, size), torch.randn(2, 15, 8, 8))


def test_a_student_like_its_teacher_has_nothing_to_learn():
    terms = output_terms(maps(0), maps(0), DistillConfig())
    assert terms.keys() == {"heatmap", "location"}
    assert all(float(term) == pytest.approx(0, abs=1e-6) for term in terms.values())


def test_only_the_student_learns():
    student, teacher = maps(0), maps(1)
    for maps_ in (*student[:2], *teacher[:2]):
        maps_.requires_grad_(True)
    sum(output_terms(student, teacher, DistillConfig()).values()).backward()
    assert student.heatmaps.grad.abs().sum() > 0
    assert student.locations.grad.abs().sum() > 0
    assert teacher.heatmaps.grad is None
    assert teacher.locations.grad is None


def test_steps_lead_the_student_to_a_finer_teacher():
    teacher = maps(1, size=16)
    heatmaps = nn.Parameter(torch.zeros(2, 5, 8, 8))
    locations = nn.Parameter(torch.zeros(2, 15, 8, 8))
    optimizer = torch.optim.Adam([heatmaps, locations], lr=0.1)
    history = []
    for _ in range(40):
        terms = output_terms(PoseMaps(heatmaps, locations), teacher, DistillConfig())
        loss = sum(terms.values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(float(loss.detach()))
    assert history[-1] < 0.2 * history[0]


def test_a_teacher_without_locations_teaches_heatmaps():
    terms = output_terms(maps(0), PoseMaps(maps(1).heatmaps), DistillConfig())
    assert terms.keys() == {"heatmap"}


def test_resampling_to_a_coarser_grid_adds_probabilities_up():
    logits = maps(0, size=16).heatmaps
    coarse = resample_logits(logits, 8, 8).flatten(2).softmax(-1).view(2, 5, 8, 8)
    fine = logits.flatten(2).softmax(-1).view(2, 5, 16, 16)
    assert torch.allclose(coarse, nn.functional.avg_pool2d(fine, 2) * 4, atol=1e-6)
    assert resample_logits(logits, 12, 12).shape == (2, 5, 12, 12)
    assert resample_logits(logits, 16, 16) is logits


def test_mix_is_half_and_half():
    mixed = mix({"heatmap": torch.tensor(4.0)}, {"heatmap": torch.tensor(2.0)}, 0.5)
    assert {name: float(term) for name, term in mixed.items()} == {
        "heatmap": 2.0,
        "heatmap_teacher": 1.0,
    }


def test_the_token_alone_learns_and_is_handed_over_frozen():
    torch.manual_seed(0)
    teacher, student = ViTPose(VIT), ViTPose(VIT)
    image = torch.rand(2, 3, 32, 32)
    before = {name: value.clone() for name, value in teacher.state_dict().items()}
    with learning_token(teacher) as parameters:
        optimizer = torch.optim.Adam(parameters, lr=0.1)
        teacher(image).heatmaps.square().mean().backward()
        optimizer.step()
    changed = [n for n, v in teacher.state_dict().items() if not torch.equal(v, before[n])]
    assert changed == ["knowledge.token"]
    assert all(p.requires_grad for p in teacher.parameters())
    hand_over_token(teacher, student)
    assert torch.equal(student.knowledge.token, teacher.knowledge.token)
    assert not student.knowledge.token.requires_grad


def test_a_token_that_does_not_fit_is_refused():
    plain = ViTPose(dataclasses.replace(VIT, knowledge_tokens=0))
    with pytest.raises(ModelError, match="no knowledge token"), learning_token(plain):
        pass
    with pytest.raises(ModelError, match="both need a knowledge token"):
        hand_over_token(ViTPose(VIT), plain)
    wide = ViTPose(dataclasses.replace(VIT, knowledge_width=24))
    with pytest.raises(ModelError, match=r"token \(1, 24\) does not fit the teacher's \(1, 16\)"):
        hand_over_token(ViTPose(VIT), wide)


def test_frozen_networks_do_not_learn():
    network = frozen(nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)))
    assert not network.training
    assert not any(p.requires_grad for p in network.parameters())
