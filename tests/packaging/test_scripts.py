"""The two commands: what they do when everything, or nothing, is already in place."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.support.patience import PROCESS_S

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="needs bash")


def bash(code, cwd, **env):
    return subprocess.run(
        [BASH, "-c", f'set -euo pipefail; source "{PACKAGING}/common.sh"; {code}'],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
        cwd=cwd,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("name", ["build.sh", "common.sh", "run.sh", "test.sh"])
def test_script_parses(name):
    subprocess.run([BASH, "-n", PACKAGING / name], check=True, timeout=PROCESS_S)


def test_ci_runs_the_tests_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        "bash packaging/test.sh"
    ]


def test_no_package_index_is_named():
    for path in [*PACKAGING.iterdir(), ROOT / "pyproject.toml"]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"index-url|find-links|https?://", text), path


@pytest.fixture
def installed(tmp_path):
    """A folder that looks like a finished installation whose program prints its arguments."""
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    program = venv / "bin" / "mocap-app"
    program.write_text('#!/bin/sh\nprintf "<%s>" "$@"\npwd\n')
    program.chmod(0o755)
    stamped = bash(
        'mark="$(fingerprint run "${SYSTEM_PACKAGES[@]}")"; stamp "$VENV" run "$mark"',
        tmp_path,
        MOCAP_VENV=str(venv),
    )
    assert stamped.returncode == 0, stamped.stderr
    return venv


def test_run_passes_arguments_through_from_anywhere(installed, tmp_path):
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    done = subprocess.run(
        [BASH, PACKAGING / "run.sh", "capture", "a b.mp4", "-o", "take.bvh"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PROCESS_S,
        cwd=elsewhere,
        env={**os.environ, "MOCAP_VENV": str(installed)},
    )
    assert done.stdout == f"<capture><a b.mp4><-o><take.bvh>{elsewhere}\n"
    assert done.stderr == ""  # everything in place: nothing to install, nothing to say


@pytest.mark.parametrize("cold", [[], ["--cold"]])
def test_the_start_is_timed(tmp_path, cold):
    program = tmp_path / "mocap-app"
    program.write_text('#!/bin/sh\necho \'{"window": 4e12, "pose": 5e12}\'\n')
    program.chmod(0o755)
    command = [sys.executable, PACKAGING / "bench_start.py", program, "--runs", "2", *cold]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=PROCESS_S, cwd=tmp_path
    )
    times = json.loads(done.stdout)
    assert (times["runs"], times["cold"]) == (2, bool(cold))
    assert times["pose"] - times["window"] > 0.9e12


def test_a_stamp_is_void_once_the_pins_change(installed, tmp_path):
    code = 'is_stamped "$VENV" run "$(fingerprint run "${SYSTEM_PACKAGES[@]}" another)"'
    assert bash(code, tmp_path, MOCAP_VENV=str(installed)).returncode != 0


def test_a_missing_python_is_named(tmp_path):
    code = "PATH=/nonexistent; find_python"
    done = bash(code, tmp_path, MOCAP_PYTHON="")
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_packages_that_cannot_be_installed_are_named(tmp_path):
    code = "as_root() { return 1; }; system_packages no-such-package"
    done = bash(code, tmp_path)
    if shutil.which("dpkg-query"):
        assert done.returncode == 1
        assert "sudo apt-get install no-such-package" in done.stderr
    else:
        assert done.returncode == 0


def test_installed_packages_need_nobody(tmp_path):
    if not shutil.which("dpkg-query"):
        pytest.skip("not a Debian system")
    code = "as_root() { exit 9; }; system_packages bash coreutils"
    assert bash(code, tmp_path).returncode == 0


def constraints():
    lines = (PACKAGING / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_constraints_cover_what_the_project_asks_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["train"], *extras["dev"]]
    pinned = {name.lower().replace("_", "-") for name in constraints()}
    names = {re.match(r"[\w-]+", line).group().lower().replace("_", "-") for line in wanted}
    assert names <= pinned


def test_the_tests_run_with_the_pinned_versions():
    found = {name: metadata.version(name).split("+")[0] for name in constraints()}
    assert found == constraints()
