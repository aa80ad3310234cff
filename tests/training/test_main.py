"""The first word says what to do."""

import importlib

import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.main import TASKS, main

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("words", [[], ["minutes=60"]])
def test_hours_of_training_do_not_begin_by_accident(words):
    with pytest.raises(DataError, match="Say what to do first; there are: pose, widen"):
        main(words)


def test_an_unknown_task_is_answered_with_those_that_there_are():
    with pytest.raises(DataError, match=r"'poses'; there are: pose, .*lifter-labels"):
        main(["poses"])


@pytest.mark.parametrize("module", TASKS.values())
def test_every_task_can_be_begun(module):
    assert callable(importlib.import_module(f"mocap_app.training.{module}").main)
