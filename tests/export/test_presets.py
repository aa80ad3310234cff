import pytest

from mocap_app.core.errors import OutputError
from mocap_app.export.presets import ALIASES, TARGETS, UNITS, find_target
from mocap_app.settings import schema


def test_targets():
    assert find_target("blender").unit == "m"
    assert find_target("generic").unit == "cm"
    assert all(target.name == name for name, target in TARGETS.items())
    assert all(target.unit in UNITS for target in TARGETS.values())
    assert tuple(TARGETS) == schema.TARGETS, "the window remembers each of them"


@pytest.mark.parametrize("alias", ALIASES)
def test_aliases(alias):
    assert find_target(alias).name in TARGETS


def test_unknown_target_names_the_known_ones():
    with pytest.raises(OutputError, match=r"'maya'.*blender, generic"):
        find_target("maya")
