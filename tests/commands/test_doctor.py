import json
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from mocap_app.commands import doctor
from mocap_app.commands.doctor import Finding, Verdict, check_models, check_versions
from mocap_app.core.paths import models_dir
from tests.support.cli import run_cli

ROOT = Path(__file__).parents[2]


def test_versions_name_what_is_installed():
    found = {f.what: f for f in check_versions()}
    assert found["numpy"].verdict is Verdict.OK
    assert found["python"].detail.startswith("3.")


def test_all_that_the_project_needs_is_looked_at():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [line.split(">")[0] for line in project["dependencies"]] == list(doctor.REQUIRED)


def test_a_missing_package_is_broken(monkeypatch):
    monkeypatch.setattr(doctor, "REQUIRED", ("no-such-package",))
    monkeypatch.setattr(doctor, "OPTIONAL", ("no-such-extra",))
    verdicts = {f.what: f.verdict for f in check_versions()}
    assert verdicts["no-such-package"] is Verdict.BROKEN
    assert verdicts["no-such-extra"] is Verdict.NOTE


def test_missing_models_are_broken(tmp_path, monkeypatch):
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path))
    (finding,) = check_models()
    assert finding.verdict is Verdict.BROKEN
    assert str(tmp_path) in finding.detail


def test_every_network_is_read(tmp_path, monkeypatch):
    assert {f.verdict for f in check_models()} == {Verdict.OK}
    shutil.copytree(models_dir(), tmp_path / "models")
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path / "models"))
    (tmp_path / "models" / "lifter_live.onnx").write_bytes(b"junk")
    broken = {f.what: f.detail for f in check_models() if f.verdict is Verdict.BROKEN}
    assert list(broken) == ["model lifter_live"]
    assert "damaged" in broken["model lifter_live"]
    (tmp_path / "models" / "movnect_wide_second_stage.onnx").unlink()
    broken = {f.what: f.detail for f in check_models() if f.verdict is Verdict.BROKEN}
    assert "second_stage.onnx cannot be read" in broken["model movnect_wide"]


@pytest.mark.parametrize("broken", [False, True])
def test_exit_code_says_whether_something_essential_is_broken(broken, capsys, monkeypatch):
    verdict = Verdict.BROKEN if broken else Verdict.OK
    monkeypatch.setattr(doctor, "check_versions", list)
    monkeypatch.setattr(doctor, "check_cameras", list)
    monkeypatch.setattr(doctor, "check_opengl", lambda: Finding(Verdict.NOTE, "OpenGL", "none"))
    monkeypatch.setattr(doctor, "check_models", lambda: [Finding(verdict, "model a", "said")])
    monkeypatch.setattr(doctor, "check_storage", list)
    ran = run_cli(capsys, "doctor")
    assert ran.code == int(broken)
    assert len(ran.out.splitlines()) == 2
    ran = run_cli(capsys, "doctor", "--json")
    assert json.loads(ran.out)["ok"] is not broken


def test_no_screen_is_no_fault(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    finding = doctor.check_opengl()
    assert finding.verdict is Verdict.NOTE
    assert "screen" in finding.detail


def test_a_dying_probe_is_reported(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-c", "raise SystemExit('driver on fire')"]
    monkeypatch.setattr(doctor, "_probe_command", lambda: command)
    finding = doctor.check_opengl()
    assert finding.verdict is Verdict.NOTE
    assert "driver on fire" in finding.detail


@pytest.mark.timeout(310)
def test_the_probe_says_what_draws(monkeypatch):
    """In a process of its own, which must not end in a traceback whatever the driver is like."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(doctor, "_PROBE_TIMEOUT_S", 300.0)
    finding = doctor.check_opengl()
    assert finding.verdict in {Verdict.OK, Verdict.NOTE}
    assert "Traceback" not in finding.detail
    assert " on " in finding.detail or "drawn without it" in finding.detail


def test_in_a_bundle_the_program_itself_is_the_probe(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert doctor._probe_command() == [sys.executable, "doctor", "--opengl-only"]
    assert check_versions()[0].detail.endswith("a bundle")


def test_where_takes_are_kept(monkeypatch, tmp_path):
    home = tmp_path / "home"
    monkeypatch.setenv("MOCAP_HOME", str(home))
    (space,) = doctor.check_storage()
    assert space.verdict is Verdict.OK
    assert str(home) in space.detail
    (home / "takes" / "unfinished").mkdir(parents=True)
    (home / "takes" / "unfinished" / "a.journal").touch()
    monkeypatch.setattr(doctor, "LITTLE_SPACE_MB", 10**12)
    space, waiting = doctor.check_storage()
    assert space.verdict is Verdict.NOTE
    assert waiting.detail.startswith("1 that")


def test_a_folder_that_cannot_be_written_to_is_broken(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOCAP_HOME", str(tmp_path / "file"))
    (finding,) = doctor.check_storage()
    assert finding.verdict is Verdict.BROKEN
    assert str(tmp_path / "file") in finding.detail
