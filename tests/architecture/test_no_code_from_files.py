"""No file that the program reads can bring code: checked from the source text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "mocap_app"
FILES = sorted(PACKAGE.rglob("*.py"))
# Reads pickles that may name plain data only, as tests/training/test_plain_objects.py shows.
EXCEPTION = "training/plain_objects.py"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_nothing_is_unpickled_or_evaluated(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    problems = [f"line {node.lineno}: {said}" for node in nodes if (said := danger(node))]
    assert not problems or path.relative_to(PACKAGE).as_posix() == EXCEPTION


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "torch.load(path)",
        "eval(text)",
        "run(words, shell=True)",
    ],
)
def test_danger_is_seen(code):
    assert any(danger(node) for node in ast.walk(ast.parse(code)))


def danger(node):
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
        return ", ".join({n.split(".")[0] for n in names} & {"pickle", "marshal", "shelve", "dill"})
    if not isinstance(node, ast.Call):
        return ""
    called = ast.unparse(node.func)
    options = {option.arg: ast.unparse(option.value) for option in node.keywords}
    dangers = {
        called: called in {"eval", "exec", "compile", "os.system"},
        "a shell": options.get("shell") == "True",
        "pickles": options.get("allow_pickle") == "True",
        "np.load without allow_pickle=False": called in {"np.load", "numpy.load"}
        and options.get("allow_pickle") != "False",
        "torch.load without weights_only=True": called == "torch.load"
        and options.get("weights_only") != "True",
    }
    return ", ".join(what for what, there in dangers.items() if there)
