import json
import os
import sys

import pytest

import mocap_app
from mocap_app.cli import OUTPUT_CLOSED, VERBS, build_parser
from mocap_app.commands import gui, train
from mocap_app.commands.console import Outcome
from mocap_app.core.errors import MocapError
from tests.support.cli import Ran, assert_one_sentence, run_cli, run_python, spawn_cli


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb, capsys):
    ran = run_cli(capsys, verb, "--help")
    assert ran.code == 0
    assert VERBS[verb].HELP[1:20] in ran.out


def test_version(capsys):
    assert run_cli(capsys, "--version").out.strip() == mocap_app.__version__


def test_no_arguments_open_the_window(capsys, monkeypatch):
    asked = []

    def run(args):
        asked.append(args.source)
        return Outcome(exit_code=7)

    monkeypatch.setattr(gui, "run", run)
    assert run_cli(capsys).code == 7
    assert run_cli(capsys, "gui", "demo").code == 7
    assert asked == [None, "demo"]


def test_no_screen_gives_a_sentence(capsys, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ran = run_cli(capsys, "gui")
    assert_one_sentence(ran)
    assert "no screen" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["capture", "demo"],
        ["capture", "demo", "-o", "a.bvh", "--fps", "0"],
        ["capture", "demo", "-o", "a.bvh", "--rotate", "45"],
        ["capture", "demo", "-o", "a.bvh", "--seconds", "soon"],
        ["--verbose"],
    ],
    ids=" ".join,
)
def test_bad_usage_has_exit_code_2(words, capsys):
    ran = run_cli(capsys, *words)
    assert ran.code == 2
    assert "usage:" in ran.err


def test_an_expected_failure_is_one_sentence(capsys, monkeypatch):
    def fail(_args):
        raise MocapError("The moon is full.")

    monkeypatch.setattr(train, "run", fail)
    ran = run_cli(capsys, "train")
    assert_one_sentence(ran)
    assert ran.err == "mocap-app: The moon is full.\n"
    assert ran.out == ""


def test_an_interrupt_has_exit_code_130(capsys, monkeypatch):
    def interrupted(_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "run", interrupted)
    assert run_cli(capsys, "train").code == 130


def test_a_bug_is_not_hidden(capsys, monkeypatch):
    def bug(_args):
        raise ZeroDivisionError

    monkeypatch.setattr(train, "run", bug)
    with pytest.raises(ZeroDivisionError):
        run_cli(capsys, "train")


@pytest.mark.parametrize("words", [["--help"], ["takes"], ["takes", "--json"]], ids=" ".join)
def test_a_reader_that_has_seen_enough_is_no_error(words, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ran = spawn_cli(
            *words, stdout=closed, env={**os.environ, "MOCAP_HOME": str(tmp_path), "PATH": ""}
        )
    assert ran.err == ""
    # argparse may leave out by itself what it cannot write.
    assert ran.code == OUTPUT_CLOSED or words == ["--help"]


def test_another_pipe_that_breaks_is_not_hidden(capsys, monkeypatch):
    def broken(_args):
        raise BrokenPipeError

    monkeypatch.setattr(train, "run", broken)
    with pytest.raises(BrokenPipeError):
        run_cli(capsys, "train")


def test_training_without_torch_says_what_to_install():
    # In a process of its own: modules imported without torch must not stay around.
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from mocap_app.cli import main; sys.exit(main(['train', 'pose']))"
    )
    done = run_python(code, check=False)
    assert_one_sentence(Ran(done.returncode, done.stdout, done.stderr))
    assert "mocap-app[train]" in done.stderr


def test_training_gets_its_settings(capsys, monkeypatch):
    heard = []

    class Trainer:
        @staticmethod
        def main(words):
            heard.append(words)
            return 0

    monkeypatch.setitem(sys.modules, "mocap_app.training.main", Trainer)
    assert run_cli(capsys, "train", "pose", "minutes=1", "out=x").code == 0
    assert heard == [["pose", "minutes=1", "out=x"]]


def test_help_is_quick_and_light():
    code = (
        "import sys\n"
        "from mocap_app.cli import build_parser\n"
        "build_parser()\n"
        "print([m for m in ('numpy', 'cv2', 'PySide6', 'torch', 'tqdm') if m in sys.modules])"
    )
    done = run_python(code)
    assert done.stdout.strip() == "[]"


def test_the_parser_knows_every_verb():
    assert set(VERBS) <= set(build_parser().format_help().replace(",", " ").split())


def test_the_module_runs(tmp_path):
    ran = spawn_cli("takes", "--json", env={"MOCAP_HOME": str(tmp_path), "PATH": ""})
    assert ran.code == 0
    assert json.loads(ran.out)["takes"] == []
