import pytest

from mocap_app.core.errors import OutputError
from mocap_app.export.presets import TARGETS, find_target


def test_units():
    assert find_target("blender").units_per_metre == 1.0
    assert find_target("generic").units_per_metre == 100.0
    assert all(target.name == name for name, target in TARGETS.items())


def test_unknown_target_names_the_known_ones():
    with pytest.raises(OutputError, match=r"'maya'.*blender, generic"):
        find_target("maya")
