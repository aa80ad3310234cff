import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.body.rig import BONES, INDEX, mirror_name, read_rig


def test_bones_are_a_tree_whose_sides_mirror(tiny) -> None:
    rig = read_rig(*tiny)
    assert len(BONES) == 66
    assert [p < i for i, p in enumerate(rig.parents)] == [True] * 66
    assert rig.parents[0] == -1
    assert min(rig.parents[1:]) == 0
    for bone, partner in enumerate(rig.mirror):
        assert rig.mirror[partner] == bone
        parent = rig.parents[bone]
        assert parent < 0 or rig.mirror[parent] == rig.parents[partner]


@pytest.mark.parametrize(
    ("bone", "parent"),
    [
        ("upperleg01.L", "root"),
        ("finger2-1.R", "wrist.R"),
        ("toes.L", "foot.L"),
        ("neck01", "spine01"),
        ("clavicle.R", "spine01"),
    ],
)
def test_bones_skip_those_that_went(tiny, bone: str, parent: str) -> None:
    assert read_rig(*tiny).parents[INDEX[bone]] == INDEX[parent]


def test_weights_of_bones_that_went_go_up(tiny) -> None:
    weights = read_rig(*tiny).weights
    assert weights.sum(axis=1) == pytest.approx(1)
    extra = len(BONES)
    assert weights[extra, INDEX["head"]] == 1  # the jaw's half and the head's quarter
    assert weights[extra + 1, INDEX["toes.L"]] == 1
    assert weights[extra + 2, INDEX["root"]] == 1
    assert weights[extra + 3] == pytest.approx(weights[extra])  # unheld: as the nearest


def test_twist_bones_lie_between_their_joints(tiny) -> None:
    folder, vertices = tiny
    joints = read_rig(folder, vertices).joints(vertices)
    a, m, b = (joints[INDEX[f"{n}.L"]] for n in ("upperarm01", "upperarm02", "lowerarm01"))
    assert np.linalg.norm(np.cross(m - a, b - a)) == pytest.approx(0, abs=1e-9)


def test_names_mirror() -> None:
    assert mirror_name("wrist.L") == "wrist.R"
    assert mirror_name("toes.R") == "toes.L"
    assert mirror_name("spine01") == "spine01"


def test_damaged_rigs_are_refused(tiny) -> None:
    folder, vertices = tiny
    with pytest.raises(DataError, match="does not fit"):
        read_rig(folder, vertices[:20])
    (folder / "rigs" / "default.mhskel").write_text("{")
    with pytest.raises(DataError, match="Cannot read"):
        read_rig(folder, vertices)
