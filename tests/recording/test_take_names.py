from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.errors import TakeError
from mocap_app.recording.take_names import DEFAULT_PATTERN, TakeNaming, check_pattern, unused_name

NOW = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)
fields = st.sampled_from(["{scene}", "{shot}", "{take}", "{take:03}", "{date}", "{time}"])
words = st.text(st.characters(codec="utf-8", exclude_characters="{}\ue000\ue001\ue002"), max_size=8)
patterns = st.lists(fields | words, min_size=1, max_size=6).map("".join)
namings = st.builds(TakeNaming, patterns, words, words)


@pytest.mark.parametrize(
    ("pattern", "scene", "shot", "name"),
    [
        (DEFAULT_PATTERN, "", "", "Take 1"),
        (DEFAULT_PATTERN, "12", "B", "12 B Take 1"),
        (DEFAULT_PATTERN, "", "B", "B Take 1"),
        ("{scene}_{shot}_{take:03}", "park", "2", "park_2_001"),
        ("{scene}_{shot}_{take:03}", "", "", "001"),
        ("{date} {time}", "", "", "2026-03-04 15.06.07"),
        ("{scene}", "", "", "Take 1"),
        ("{unknown} {take}", "", "", "{unknown} 1"),
        ("{take}", "{take}", "", "1"),
    ],
)
def test_patterns(pattern, scene, shot, name):
    assert TakeNaming(pattern, scene, shot).next_name([], NOW) == name


def test_the_number_goes_on_after_the_highest_of_its_kind():
    naming = TakeNaming(DEFAULT_PATTERN, "1", "A")
    names = ["1 A Take 2", "1 A Take 11", "1 B Take 40", "1 A Take 3 (refined)", "Take 90"]
    assert naming.next_name(names, NOW) == "1 A Take 12"
    assert TakeNaming(DEFAULT_PATTERN, "1", "B").next_name(names, NOW) == "1 B Take 41"


def test_numbers_go_on_over_midnight():
    naming = TakeNaming("{date} take {take:02}")
    assert naming.next_name(["2026-03-03 take 08"], NOW) == "2026-03-04 take 09"


def test_a_pattern_without_a_number_gets_one_when_it_must():
    naming = TakeNaming("{scene}", "park")
    assert naming.next_name(["park"], NOW) == "park 2"
    assert naming.next_name(["park", "park 2"], NOW) == "park 3"


@given(namings, st.integers(1, 30))
def test_names_never_repeat(naming, count):
    names = []
    for _ in range(count):
        name = naming.next_name(names, NOW)
        assert name.strip()
        assert name not in names
        names.append(name)


@given(words, words, st.lists(st.integers(1, 10**6), max_size=10))
def test_the_default_pattern_always_counts(scene, shot, numbers):
    naming = TakeNaming(DEFAULT_PATTERN, scene, shot)
    names = [naming.name(number, NOW) for number in numbers]
    expected = naming.name(max(numbers, default=0) + 1, NOW)
    assert naming.next_name(names, NOW) == expected


@pytest.mark.parametrize("pattern", ["", "  ", "{scena} {take}", "{take", "{}", "{take:3}"])
def test_a_wrong_pattern_is_said(pattern):
    with pytest.raises(TakeError, match="pattern"):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", [DEFAULT_PATTERN, "{take:03}", "just words", "{date}-{time}"])
def test_a_right_pattern_is_not(pattern):
    check_pattern(pattern)


def test_a_name_that_is_taken_gets_the_first_free_number():
    assert unused_name("walk", ["run", "walk 2"]) == "walk"
    assert unused_name("walk", iter(["walk", "walk 2", "walk 4"])) == "walk 3"
    assert unused_name("walk", {"walk"}, 7) == "walk 7"
