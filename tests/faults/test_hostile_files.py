"""Damaged and hostile files: one sentence, bounded memory and time, no code, no other folder."""

import io
import json
import shutil
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.errors import MocapError, ModelError, SourceError, TakeError
from mocap_app.core.paths import models_dir
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.export.exporter import batch_paths, export_take
from mocap_app.inference.lifter_store import LIVE, find_lifter
from mocap_app.inference.model_store import find_model
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.journal import MAGIC, JournalWriter, read_journal
from mocap_app.recording.take_file import read_summary, read_take, write_take
from mocap_app.recording.take_store import TakeStore
from mocap_app.settings.schema import Settings, settings_to_dict
from mocap_app.settings.store import SettingsStore
from tests.support.fuzz import examples
from tests.support.takes import CREATED, poses, take

PACKAGE = Path(__file__).parents[2] / "mocap_app"
TIMES = np.arange(6) / 30.0
MANY = examples(60)
LARGEST = 48 * 2**20
"""Bytes that reading a file of a few kilobytes may take at most."""

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, -1, 2**63, "../../x", "/etc/passwd", "1e999"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@st.composite
def damaged(draw, whole):
    """The bytes with some of them changed, cut off, doubled or put elsewhere."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        kind = draw(st.sampled_from(["change", "cut", "insert", "double"]))
        if kind == "change" and content:
            content[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del content[at:]
        elif kind == "insert":
            content[at:at] = draw(st.binary(max_size=24))
        else:
            content[at:at] = content[at : at + 400]
    return bytes(content)


def put_anywhere(draw, value, hostile):
    """Replace one member, however deep, of plain JSON values; return the new values."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        name = draw(st.sampled_from(sorted(value)))
        return value | {name: put_anywhere(draw, value[name], hostile)}
    if isinstance(value, list) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], put_anywhere(draw, value[at], hostile), *value[at + 1 :]]
    return draw(hostile)


class Bounded:
    """Memory that Python and NumPy ask for inside the block stays bounded."""

    def __enter__(self):
        tracemalloc.start()

    def __exit__(self, *exc):
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < LARGEST


def readable(read, path, allowed):
    """Read a file that may be anything; only errors that are sentences for the user may come."""
    try:
        return read(path)
    except allowed as error:
        said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    return None


# BVH


@pytest.fixture(scope="module")
def bvh(tmp_path_factory):
    path = tmp_path_factory.mktemp("bvh") / "a.bvh"
    export_take(take(TIMES), path)
    return path.read_bytes()


@MANY
@given(data=st.data())
def test_damaged_bvh(bvh, tmp_path, data):
    path = tmp_path / "a.bvh"
    path.write_bytes(data.draw(damaged(bvh)))
    motion = readable(read_bvh, path, SourceError)
    if motion is not None:
        assert motion.values.shape[1] == sum(map(len, motion.channels))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Frames: 7", b"Frames: " + b"9" * 5000),
        (b"Frames: 7", b"Frames: 999999999"),
        (b"CHANNELS 6", b"CHANNELS 999999999"),
        (b"OFFSET", b"OFFSET 1e999 nan inf #"),
        (b"HIERARCHY", b"HIERARCHY\nROOT a\n{\n" + b"JOINT a\n{\n" * 20_000),
    ],
)
def test_a_bvh_that_claims_more_than_it_has(bvh, tmp_path, old, new):
    frames = next(line for line in bvh.splitlines() if line.startswith(b"Frames"))
    content = bvh.replace(frames, b"Frames: 7")
    assert old in content
    path = tmp_path / "a.bvh"
    path.write_bytes(content.replace(old, new, 1))
    with Bounded(), pytest.raises(SourceError):
        read_bvh(path)


def test_a_bvh_nested_very_deep(tmp_path):
    deep = 3000
    joint = "{\nOFFSET 0 1 0\nCHANNELS 3 Zrotation Yrotation Xrotation\n"
    text = f"HIERARCHY\nROOT a\n{joint}" + f"JOINT b\n{joint}" * deep + "}\n" * (deep + 1)
    path = tmp_path / "a.bvh"
    path.write_text(f"{text}MOTION\nFrames: 0\nFrame Time: 0.03\n")
    with Bounded():
        assert len(read_bvh(path).joints) == deep + 1


# Takes and journals


@pytest.fixture(scope="module")
def take_bytes(tmp_path_factory):
    path = tmp_path_factory.mktemp("take") / "a.npz"
    write_take(take(TIMES), path)
    return path.read_bytes()


@MANY
@given(data=st.data())
def test_damaged_take(take_bytes, tmp_path, data):
    path = tmp_path / "a.npz"
    path.write_bytes(data.draw(damaged(take_bytes)))
    readable(read_summary, path, TakeError)
    found = readable(read_take, path, TakeError)
    assert found is None or np.isfinite(found.timestamps).all()


def rewritten(take_bytes, path, changes, compression=zipfile.ZIP_STORED):
    """Write the take with other content for some of its members; checksums are right."""
    with (
        zipfile.ZipFile(io.BytesIO(take_bytes)) as old,
        zipfile.ZipFile(path, "w", compression) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))


def array_bytes(array, **lies):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=True)
    content = stream.getvalue()
    for old, new in lies.items():
        content = content.replace(old.encode(), new)
    return content


class Trap:
    """Pickled into a file, it makes whoever unpickles it create a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_a_take_runs_no_code(take_bytes, tmp_path):
    sprung = tmp_path / "sprung"
    trap = array_bytes(np.array([Trap(sprung)], dtype=object))
    for name in ("header.npy", "timestamps.npy", "rotations.npy"):
        rewritten(take_bytes, tmp_path / "a.npz", {name: trap})
        with pytest.raises(TakeError):
            read_take(tmp_path / "a.npz")
    assert not sprung.exists()


def test_a_take_that_unpacks_to_gigabytes(take_bytes, tmp_path):
    path = tmp_path / "a.npz"
    bomb = array_bytes(np.zeros(32 * 2**20 // 8))
    rewritten(take_bytes, path, {"timestamps.npy": bomb}, zipfile.ZIP_DEFLATED)
    with Bounded(), pytest.raises(TakeError, match="compressed"):
        read_take(path)
    with Bounded(), pytest.raises(TakeError, match="compressed"):
        read_summary(path)


def test_a_take_that_claims_more_than_it_has(take_bytes, tmp_path):
    path = tmp_path / "a.npz"
    head = array_bytes(np.zeros(6))
    lie = head.replace(b"(6,), }         ", b"(60000000000,), }")[: len(head) + 1]
    assert lie != head
    rewritten(take_bytes, path, {"timestamps.npy": lie})
    with Bounded(), pytest.raises(TakeError):
        read_take(path)


@MANY
@given(data=st.data())
def test_hostile_header_of_a_take(take_bytes, tmp_path, data):
    header = json.loads(take(TIMES).header.to_json())
    text = json.dumps(put_anywhere(data.draw, header, json_values))
    path = tmp_path / "a.npz"
    rewritten(take_bytes, path, {"header.npy": array_bytes(np.array(text))})
    readable(read_take, path, TakeError)


@pytest.fixture(scope="module")
def journal_bytes(tmp_path_factory):
    path = tmp_path_factory.mktemp("journal") / "a.journal"
    writer = JournalWriter(path, TakeHeader("walk", "camera", CREATED, solved_skeleton()))
    for pose in poses(TIMES):
        writer.append(pose)
    writer.close()
    return path.read_bytes()


@MANY
@given(data=st.data())
def test_damaged_journal(journal_bytes, tmp_path, data):
    path = tmp_path / "a.journal"
    path.write_bytes(data.draw(damaged(journal_bytes)))
    contents = readable(read_journal, path, TakeError)
    if contents is not None and len(contents.records):
        readable(lambda _: contents.to_take(), path, TakeError)


def record(kind, payload):
    return struct.pack("<cII", kind, len(payload), zlib.crc32(payload, zlib.crc32(kind))) + payload


@MANY
@given(data=st.data())
def test_hostile_journal(tmp_path, data):
    """Records whose checksums are right and whose contents are not."""
    header = json.loads(TakeHeader("walk", "x", CREATED, solved_skeleton()).to_json())
    hostile = put_anywhere(data.draw, header, json_values)
    skeleton = put_anywhere(data.draw, header["skeleton"], json_values)
    records = record(b"H", json.dumps(hostile).encode()) + record(
        b"S", json.dumps(skeleton).encode()
    )
    path = tmp_path / "a.journal"
    path.write_bytes(MAGIC + records)
    readable(read_journal, path, TakeError)


@pytest.mark.parametrize("kind", [b"H", b"S"])
def test_a_journal_nested_very_deep(journal_bytes, tmp_path, kind):
    deep = b"[" * 100_000
    start = MAGIC if kind == b"H" else journal_bytes
    folder = tmp_path / "takes" / "unfinished"
    folder.mkdir(parents=True)
    (folder / "a.journal").write_bytes(start + record(kind, deep))
    assert TakeStore(tmp_path / "takes").recover() == []
    assert [path.suffix for path in folder.iterdir()] == [".damaged"]


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "", "a/b", "unfinished/../../a"])
def test_no_take_outside_its_folder(tmp_path, name):
    store = TakeStore(tmp_path / "takes")
    write_take(take(TIMES), tmp_path / "a.npz")
    for use in (store.load, store.delete, store.restore):
        with pytest.raises(TakeError):
            use(name)
    with pytest.raises(TakeError):
        store.save(take(TIMES), name or "../b")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "a.npz"]


@MANY
@given(names=st.lists(st.text(max_size=300) | st.sampled_from(["..", "/x", "a\\b", "C:x"])))
def test_no_export_outside_the_chosen_folder(names):
    folder = Path("/chosen")
    paths = batch_paths(names, folder, ".bvh")
    assert len({str(path).casefold() for path in paths}) == len(names)
    for path in paths:
        assert path.parent == folder
        assert path.resolve().parent == folder
        assert not set('<>:"/\\|?*') & set(path.name)


# Settings and the list of networks


@MANY
@given(data=st.data())
def test_hostile_settings(tmp_path, data):
    values = put_anywhere(data.draw, settings_to_dict(Settings()), json_values)
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    store = SettingsStore(path)
    loaded = store.load()
    loaded.settings.solver_config("demo")
    store.save(loaded.settings)
    assert store.load() == type(loaded)(loaded.settings)


@MANY
@given(content=st.binary(max_size=64) | st.sampled_from([b"[" * 100_000, b"\xff", b"9" * 5000]))
def test_settings_that_are_none(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert isinstance(SettingsStore(path).load().settings, Settings)


@pytest.fixture
def other_models(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    folder.mkdir()
    shutil.copy(models_dir() / "manifest.json", folder)
    monkeypatch.setenv("MOCAP_MODELS", str(folder))
    return folder / "manifest.json"


@MANY
@given(data=st.data())
def test_hostile_list_of_networks(other_models, data):
    whole = json.loads((PACKAGE.parent / "models" / "manifest.json").read_text(encoding="utf-8"))
    other_models.write_text(json.dumps(put_anywhere(data.draw, whole, json_values)))
    for find in (find_model, find_lifter):
        info = readable(find, *((None,) if find is find_model else (LIVE,)), MocapError)
        assert info is None or info.path.parent == other_models.parent


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/b", "", ".."])
def test_a_network_from_elsewhere(other_models, name):
    whole = json.loads(other_models.read_text(encoding="utf-8"))
    for entry in whole["models"] + whole["lifters"]:
        entry["file"] = name
    other_models.write_text(json.dumps(whole))
    with pytest.raises(ModelError, match="damaged"):
        find_model()
    with pytest.raises(ModelError, match="damaged"):
        find_lifter(LIVE)
