import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.recording.annotations import NONE, Annotations, read_annotations, write_annotations

seconds = st.floats(0.0, 1e5, allow_nan=False)
trims = st.none() | st.tuples(seconds, seconds).filter(lambda t: t[0] < t[1])
anything = st.builds(Annotations, st.text(), st.booleans(), trims, st.text(max_size=30))


@given(anything)
def test_what_is_written_is_read(tmp_path_factory, noted):
    path = tmp_path_factory.mktemp("notes") / "a.json"
    write_annotations(noted, path)
    assert read_annotations(path) == noted


def test_without_a_file_there_is_nothing(tmp_path):
    assert read_annotations(tmp_path / "a.json") == NONE


def test_what_a_newer_program_added_stays(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"format": 7, "mood": "good", "notes": "old"}))
    write_annotations(Annotations(notes="new"), path)
    data = json.loads(path.read_text())
    assert (data["mood"], data["notes"], data["format"]) == ("good", "new", 7)


@pytest.mark.parametrize(
    "trim", ["all", [1], [2.0, 1.0], [-1.0, 1.0], [0.0, float("nan")], [0, "x"], {"begin": 1}]
)
def test_an_impossible_trim_is_none(tmp_path, trim):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"trim": trim, "starred": "yes", "notes": 5, "refined_from": None}))
    assert read_annotations(path) == NONE


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "\udc80", "[" * 100_000])
def test_damage_reads_as_nothing_and_is_kept(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, errors="surrogateescape")
    assert read_annotations(path) == NONE
    write_annotations(Annotations(starred=True), path)
    assert read_annotations(path).starred
    if text != "[1, 2]":
        kept = path.with_suffix(".json.damaged")
        assert kept.read_text(errors="surrogateescape") == text
