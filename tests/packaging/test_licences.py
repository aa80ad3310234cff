"""What ships with a bundle: known licences only, and a list that is up to date."""

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def licences():
    spec = importlib.util.spec_from_file_location(
        "bundle_licences", ROOT / "packaging" / "licences.py"
    )
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(licences):
    return licences.parts()


def test_every_package_of_the_program_is_there(parts):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {part.name.lower().replace("_", "-") for part in parts}
    for line in project["dependencies"]:
        assert line.split(">")[0].lower() in named
    assert not named & {"torch", "pytest", "onnx"}


def test_the_list_in_the_window_is_up_to_date(licences, parts):
    stored = (ROOT / "resources" / "licences" / "summary.md").read_text(encoding="utf-8")
    assert stored == licences.summary(parts), (
        "run: python packaging/licences.py summary resources/licences/summary.md"
    )
    assert "GNU Lesser General Public License" in stored


def test_the_texts_are_all_there(licences, parts):
    text = licences.everything(parts)
    for part in parts:
        assert part.name in text
    for words in ("PYTHON SOFTWARE FOUNDATION LICENSE", "OpenBLAS", "FFmpeg", "Version 2.1"):
        assert words in text


def test_gpl_is_found_out(licences, monkeypatch):
    class Package:
        name, metadata = "editline", {"License": "GPL-3.0-or-later"}

    with pytest.raises(SystemExit, match="editline"):
        licences._licence(Package())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("libreadline.so.8", b"", "libreadline"),
        ("plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", b"", "GPL"),
        ("libavcodec-1.so.62", b"--enable-gpl --enable-libx264", "--enable-gpl"),
    ],
)
def test_a_library_that_must_not_be_there(licences, tmp_path, name, content, said):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(SystemExit, match=said):
        licences.check(tmp_path)


def test_libraries_that_may_be_there(licences, tmp_path, capsys):
    for name in ("libQt6Core.so.6", "libavcodec-1.so.62", "_ssl.cpython-311-x86_64-linux-gnu.so"):
        (tmp_path / name).write_bytes(b"--enable-shared")
    licences.check(tmp_path)
    assert "known" in capsys.readouterr().out
