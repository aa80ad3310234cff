"""What a student's features take from its teacher's."""

import pytest
import torch
from torch import nn

from mocap_app.core.errors import ModelError
from mocap_app.networks.registry import build_network
from mocap_app.training.distill import frozen
from mocap_app.training.distill_features import FeatureDistillation, FeatureTeaching, decay


def test_decay_falls_linearly_to_zero():
    assert [decay(p) for p in (0.0, 0.25, 1.0, 1.5)] == [1, 0.75, 0, 0]


def test_features_are_aligned_in_channels_and_size():
    torch.manual_seed(0)
    loss = FeatureDistillation(4, 6)
    student, teacher = torch.randn(2, 4, 8, 8), torch.randn(2, 6, 4, 4, requires_grad=True)
    value = loss(student, teacher)
    value.backward()
    assert float(value.detach()) > 0
    assert loss.align.weight.grad is not None
    assert teacher.grad is None
    with torch.no_grad():
        wanted = loss.align(student)
    assert float(loss(student, wanted).detach()) == 0


@pytest.mark.parametrize("teacher", ["vit_pose_tiny", "simple_baseline18", "movnect_wide"])
def test_features_are_compared_and_the_student_gets_the_slope(teacher):
    torch.manual_seed(0)
    student, wise = build_network("movnect_fine").train(), frozen(build_network(teacher))
    teaching = FeatureTeaching(student, wise, weight=2.0)
    assert student.training
    assert not wise.training
    images, taught = torch.rand(2, 3, 192, 192), torch.tensor([False, True])
    distances = []
    for _ in range(3):
        student(images)
        wise(images[taught])
        term = teaching.term(0.5, taught)
        term.backward()
        teaching.step(1e-3)  # the convolution between both learns by itself, the student elsewhere
        distances.append(float(term.detach()))
    assert distances[0] > distances[1] > distances[2] > 0
    assert student.backbone.to_stride4[0][0].weight.grad.abs().max() > 0
    assert float(teaching.term(1.0, taught).detach()) == 0


def test_a_network_without_a_trunk_is_refused():
    with pytest.raises(ModelError, match="no features"):
        FeatureTeaching(nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 1), 1.0)
