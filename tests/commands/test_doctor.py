import json
import shutil

import pytest

from mocap_app.commands import doctor
from mocap_app.commands.doctor import Finding, Verdict, check_models, check_versions
from mocap_app.core.paths import models_dir
from tests.support.cli import run_cli


def test_versions_name_what_is_installed():
    found = {f.what: f for f in check_versions()}
    assert found["numpy"].verdict is Verdict.OK
    assert found["python"].detail.startswith("3.")


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


@pytest.mark.parametrize("broken", [False, True])
def test_exit_code_says_whether_something_essential_is_broken(broken, capsys, monkeypatch):
    verdict = Verdict.BROKEN if broken else Verdict.OK
    monkeypatch.setattr(doctor, "check_versions", list)
    monkeypatch.setattr(doctor, "check_cameras", list)
    monkeypatch.setattr(doctor, "check_opengl", lambda: Finding(Verdict.NOTE, "OpenGL", "none"))
    monkeypatch.setattr(doctor, "check_models", lambda: [Finding(verdict, "model a", "said")])
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
    monkeypatch.setattr(doctor, "_OPENGL_PROBE", "raise SystemExit('driver on fire')")
    finding = doctor.check_opengl()
    assert finding.verdict is Verdict.NOTE
    assert "driver on fire" in finding.detail
