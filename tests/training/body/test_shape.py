import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.training.body.shape import Shape, age_of_years, random_shape, target_weights

unit = st.floats(0, 1)


def family(weights: dict[str, float], *starts: str) -> float:
    return sum(value for name, value in weights.items() if name.startswith(starts))


@given(unit, st.floats(0.1875, 1), unit, unit)
def test_race_and_build_targets_weigh_one_each(gender, age, muscle, weight) -> None:
    weights = target_weights(Shape(gender, age, muscle, weight))
    assert family(weights, "african", "asian", "caucasian") == pytest.approx(1, abs=0.01)
    assert family(weights, "universal") == pytest.approx(1, abs=0.01)


def test_pure_parameters_name_one_target_a_family() -> None:
    shape = Shape(gender=1, age=0.5, muscle=1, weight=0, height=1, african=1, asian=0, caucasian=0)
    assert target_weights(shape) == {
        "african-male-young": 1.0,
        "universal-male-young-maxmuscle-minweight": 1.0,
        "male-young-maxmuscle-minweight-maxheight": 1.0,
    }


def test_mean_height_and_children_have_no_height_target() -> None:
    for shape in (Shape(height=0.5), Shape(age=0.1875, height=1)):
        assert family(target_weights(shape), "male", "female") == 0


@pytest.mark.parametrize(("years", "age"), [(5, 0.1875), (10, 0.1875), (25, 0.5), (90, 1)])
def test_ages(years: float, age: float) -> None:
    assert age_of_years(years) == pytest.approx(age)


def test_people_are_various_and_repeatable() -> None:
    people = [random_shape(np.random.default_rng(seed)) for seed in range(200)]
    again = [random_shape(np.random.default_rng(seed)) for seed in range(200)]
    assert people == again
    values = np.array([[p.gender, p.age, p.muscle, p.weight, p.height] for p in people])
    assert values.min() >= 0
    assert values.max() <= 1
    assert values.std(axis=0).min() > 0.05
    ages = values[:, 1]
    assert 0.6 < ((ages > age_of_years(20)) & (ages < age_of_years(65))).mean() < 0.95
