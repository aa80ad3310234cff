"""What the README names exists."""

import re
import shlex
from pathlib import Path

import pytest

from mocap_app.cli import VERBS, build_parser

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
BLOCKS = "\n".join(re.findall(r"```bash\n(.*?)```", README, flags=re.DOTALL))
FOLDERS = ("mocap_app/", "packaging/", "resources/", "models/", "tests/")

PATHS = sorted(
    {word for code in CODE for word in code.split() if word.startswith(FOLDERS)}
    | set(re.findall(r"!?\[[^]]*\]\(([^)#]+)\)", README)) - {""}
    | set(re.findall(r"bash (packaging/[\w.]+)", README))
)
COMMANDS = sorted(
    {line.split("#")[0].strip() for line in BLOCKS.splitlines() if line.startswith("mocap-app")}
    | {code for code in CODE if code.startswith("mocap-app ")}
)


def test_something_is_named():
    assert len(PATHS) > 10
    assert len(COMMANDS) > 8


@pytest.mark.parametrize("path", [p for p in PATHS if not p.startswith("http")])
def test_path_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_understood(command):
    args = build_parser().parse_args(shlex.split(command)[1:])
    assert args.verb in VERBS


def test_every_verb_is_shown():
    shown = {shlex.split(command)[1] for command in COMMANDS}
    assert shown == set(VERBS)


@pytest.mark.parametrize("word", re.findall(r"`([A-Z]\w+[a-z]\w+)`", README))
def test_name_in_the_code_exists(word):
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "mocap_app").rglob("*.py"))
    assert any(re.search(rf"\b{word}\b", source) for source in sources)


def test_settings_of_the_training_commands_exist():
    from mocap_app.training.config import TrainConfig, parse_settings

    for command in COMMANDS:
        words = shlex.split(command)
        if words[1:3] == ["train", "pose"] and words[3:]:
            assert parse_settings(TrainConfig, words[3:]) != TrainConfig()
