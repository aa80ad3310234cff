import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.errors import MocapError, OutputError
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.export.exporter import (
    FORMATS,
    batch_paths,
    check_format,
    export_take,
    export_takes,
    file_name,
    import_hint,
)
from mocap_app.export.options import ExportOptions
from tests.support.fbx import FbxMotion
from tests.support.takes import long_take, take

TAKE = take(np.arange(30) / 29.97)


@pytest.mark.parametrize("name", ["a.bvh", "a.BVH", "Größe 大.bvh"])
def test_the_suffix_chooses_the_format(tmp_path, name):
    clip = export_take(TAKE, tmp_path / name)
    bvh = read_bvh(tmp_path / name)
    assert (clip.fps, clip.frame_count) == (30, 30)
    assert len(bvh.values) == 30
    assert np.abs(bvh.positions()[0] - TAKE.positions()[0]).max() < 1e-4


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [(".fbx", b"Kaydara FBX"), (".glb", b"glTF"), (".csv", b"frame,"), (".npz", b"PK")],
)
@pytest.mark.parametrize("frames", [1, 2])
def test_every_format_of_the_shortest_takes(tmp_path, suffix, begins, frames):
    path = tmp_path / f"a{suffix}"
    export_take(take(np.arange(frames) / 30.0), path)
    assert path.read_bytes().startswith(begins)


def test_options_and_progress_are_passed_on(tmp_path):
    seen = []
    options = ExportOptions(target="generic", fps=60)
    export_take(TAKE, tmp_path / "a.bvh", options, seen.append)
    bvh = read_bvh(tmp_path / "a.bvh")
    assert bvh.frame_time == pytest.approx(1 / 60)
    assert bvh.positions()[0, 0, 1] > 50.0, "centimetres"
    assert seen[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "reason"), [("a.xyz", "unknown suffix '.xyz'"), ("a", "it has no suffix")]
)
def test_unknown_suffixes_name_the_known_ones(tmp_path, name, reason):
    with pytest.raises(OutputError, match=rf"{reason}.*{', '.join(FORMATS)}"):
        export_take(TAKE, tmp_path / name)
    with pytest.raises(OutputError, match=reason):
        check_format(tmp_path / name)


def test_options_a_format_does_not_have_are_refused():
    with pytest.raises(OutputError, match=r"\.fbx file has no rotation order"):
        check_format(Path("a.fbx"), ExportOptions(order="ZYX"))
    with pytest.raises(OutputError, match=r"\.glb file is always in m"):
        check_format(Path("a.glb"), ExportOptions(unit="cm"))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_take_that_cannot_be_exported_leaves_the_old_file(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_text("precious")
    with pytest.raises(OutputError, match="no pose to export"):
        export_take(take(np.arange(5) / 30.0, lost=set(range(5))), path)
    flat = replace(TAKE, skeleton=TAKE.skeleton.with_offsets(0.0 * TAKE.skeleton.offsets))
    with pytest.raises(OutputError, match="has no length"):
        export_take(flat, path)
    assert path.read_text() == "precious"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_folder_that_is_not_there(tmp_path, suffix):
    with pytest.raises(OutputError, match="Cannot write"):
        export_take(TAKE, tmp_path / "gone" / f"a{suffix}")


def test_several_takes(tmp_path):
    names = ["walk", "run"]
    paths = batch_paths(names, tmp_path, ".bvh")
    seen = []
    jobs = [(lambda: TAKE, path) for path in paths]
    files = export_takes(jobs, ExportOptions(fps=25), seen.append)
    assert [file.path for file in files] == paths
    assert [(file.frames, file.fps) for file in files] == [(25, 25)] * 2
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_one_bad_take_does_not_keep_the_others_from_it(tmp_path):
    nobody = take(np.arange(5) / 30.0, lost=set(range(5)))
    paths = batch_paths(["a", "b", "c"], tmp_path, ".fbx")
    jobs = [
        (lambda made=made: made, p) for made, p in zip([TAKE, nobody, TAKE], paths, strict=True)
    ]
    with pytest.raises(OutputError, match=r"2 of 3 takes.*b\.fbx: There is no pose"):
        export_takes(jobs)
    assert [path.is_file() for path in paths] == [True, False, True]
    with pytest.raises(MocapError, match=r"^There is no pose"):
        export_takes(jobs[1:2])


def test_files_of_a_batch_have_different_names_that_every_system_takes():
    paths = batch_paths(["Walk", "walk", 'a/b:"c"', "..", "Walk", "walk 2"], Path("x"), ".glb")
    names = [path.name for path in paths]
    assert names == [
        *("Walk.glb", "walk 2.glb", "a_b__c_.glb", "take.glb", "Walk 3.glb", "walk 2 2.glb")
    ]
    assert file_name("Größe 大") == "Größe 大"
    assert len(file_name("x" * 300)) == 100


def test_the_hint_says_what_to_do_in_blender():
    assert "tick Update Scene FPS and Update Scene Duration." in import_hint(".bvh")
    assert "Scale to 0.01" in import_hint(".bvh", ExportOptions(target="generic"))
    assert "Scale" not in import_hint(".bvh", ExportOptions(target="generic", unit="m"))
    assert all("Blender" in import_hint(suffix) for suffix in (".bvh", ".fbx", ".glb"))
    assert "mixamorig" in import_hint(".csv", ExportOptions(target="mixamo"))
    assert "one metre" in import_hint(".glb", ExportOptions(target="generic")), "always"
    assert "one centimetre" in import_hint(".fbx", ExportOptions(target="generic"))


def test_the_hint_is_said_in_any_language_sentence_by_sentence():
    said = []
    options = ExportOptions(target="mixamo")
    assert import_hint(".bvh", options, lambda s: said.append(s) or "!") == "! ! ! !"
    assert " ".join(said) == import_hint(".bvh", options)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "lost", [set(), {0, 1, 3, 4}], ids=["one frame", "one pose in five frames"]
)
def test_one_pose_is_a_file_in_every_format(tmp_path, suffix, lost):
    path = tmp_path / f"Größe 大 walk{suffix}"
    written = export_take(take(np.arange(5 if lost else 1) / 30.0, lost=lost), path)
    assert written.frame_count == (5 if lost else 1)
    assert path.stat().st_size > 100
    if suffix == ".bvh":
        places = read_bvh(path).positions()
    elif suffix == ".fbx":
        places = FbxMotion(path).positions()
    else:
        return
    assert np.isfinite(places).all()
    # The one pose is held.
    np.testing.assert_allclose(places, np.broadcast_to(places[0], places.shape), atol=1e-6)


@pytest.mark.parametrize("suffix", FORMATS)
def test_memory_does_not_grow_with_the_take(tmp_path, suffix):
    """FBX, whose curves come joint by joint, keeps 4 bytes a number; the others keep nothing."""
    peaks = []
    for count in (600, 1200):
        made = long_take(count)
        tracemalloc.start()
        export_take(made, tmp_path / f"a{suffix}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    per_frame = 600 if suffix == ".fbx" else 60
    assert peaks[1] - peaks[0] < 600 * per_frame + 200_000


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_can_stop_anywhere_and_nothing_is_left(tmp_path, suffix):
    """What progress raises ends the export; it is called after reading, and to the very end."""
    long = take(np.arange(400) / 30.0)
    told = []
    export_takes([(lambda: long, tmp_path / f"whole{suffix}")], ExportOptions(), told.append)
    assert told[0] == 0.0
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    for stop_at in (0, len(told) // 2, len(told) - 1):
        calls = iter(range(len(told)))

        def stop(_share, stop_at=stop_at, calls=calls):
            if next(calls) == stop_at:
                raise StoppedError

        with pytest.raises(StoppedError):
            export_takes([(lambda: long, tmp_path / f"part{suffix}")], ExportOptions(), stop)
    assert [path.name for path in tmp_path.iterdir()] == [f"whole{suffix}"]
