import pytest

from mocap_app.training.motion.selection import DROPPED, split_of_subject


def test_splits_go_by_performer() -> None:
    assert split_of_subject("cmu 1") == "train"
    assert split_of_subject("cmu 7") == "validation"
    assert split_of_subject("5yr_old") == "test"


def test_every_drop_has_a_reason() -> None:
    assert all(DROPPED.values())


def test_the_library_is_split_as_meant(real) -> None:
    infos = real.clips()
    by_split = {s: [i for i in infos if i.split == s] for s in ("train", "validation", "test")}
    assert sum(map(len, by_split.values())) == len(infos)
    assert not {i.name for i in infos} & DROPPED.keys()
    performers = {s: {i.subject for i in part} for s, part in by_split.items()}
    assert performers["train"].isdisjoint(performers["validation"] | performers["test"])
    assert performers["validation"].isdisjoint(performers["test"])
    assert min(map(len, by_split.values())) > 20
    for source in ("animated_drawings", "mesh2motion", "react_idle"):
        assert all(any(i.source == source for i in part) for part in by_split.values())


@pytest.mark.parametrize("name", ["cmu_1006 walking_027c95", "mesh2motion Jumping Jacks"])
def test_real_clips_are_plausible(real, name) -> None:
    from mocap_app.training.motion.plausibility import examine

    info = next(info for info in real.clips() if info.name == name)
    assert examine(real.load_clip(info), real.reference_person()).problems() == []
