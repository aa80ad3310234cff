"""Narrow pictures show those who fit, and labels move along."""

import torch

from mocap_app.training.losses import Targets
from mocap_app.training.narrow import narrowed

SIZE = 224


def batch(people=12):
    """People in the middle whose keypoints are bright; the last one is as wide as the picture."""
    generator = torch.Generator().manual_seed(3)
    points = torch.randint(90, 134, (people, 27, 2), generator=generator).float()
    points[-1, 5] = torch.tensor([4.0, 4.0])
    image = torch.zeros(people, 3, SIZE, SIZE)
    for person in range(people):
        columns, rows = points[person].long().T
        image[person, :, rows, columns] = 1.0
    weight = torch.ones(people, 27)
    return image, Targets(points, weight, torch.zeros(people, 27, 3), weight)


def draws(image, targets, count=20):
    generator = torch.Generator().manual_seed(0)
    return [narrowed(image, targets, generator) for _ in range(count)]


def test_labels_move_with_the_pictures():
    image, targets = batch()
    for part in draws(image, targets):
        assert part.chosen.tolist() == [True] * 11 + [False]
        columns, rows = part.targets.keypoints_2d.long().unbind(-1)
        people = torch.arange(len(part.image))[:, None]
        assert (part.image[people, 0, rows, columns] == 1.0).all()
        assert part.targets.weight_3d.shape == (11, 27)


def test_shapes_are_narrow_or_low_in_steps():
    shapes = {tuple(part.image.shape[-2:]) for part in draws(*batch(), count=200)}
    sides = range(112, 224, 16)
    assert shapes == {(224, side) for side in sides} | {(side, 224) for side in sides}


def test_keypoints_that_are_out_of_the_picture_or_unknown_need_no_room():
    image, targets = batch()
    points, weight = targets.keypoints_2d.clone(), targets.weight_2d.clone()
    points[0, 3] = torch.tensor([-40.0, 300.0])
    weight[11, 5] = 0.0
    for part in draws(image, targets._replace(keypoints_2d=points, weight_2d=weight)):
        assert part.chosen.all()


def test_too_few_who_fit_leave_everybody_in_the_square():
    image, targets = batch(8)
    for part in draws(image, targets):
        assert part.chosen.all()
        assert part.image.shape == image.shape
