"""Running the command line inside the test process or beside it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from tests.support.patience import PROCESS_S


@dataclass
class Ran:
    code: int
    out: str
    err: str


def run_cli(capsys, *words):
    """Run `main` in this process."""
    from mocap_app.cli import main

    try:
        code = main([str(word) for word in words])
    except SystemExit as end:  # argparse's own way out
        code = end.code
    said = capsys.readouterr()
    return Ran(code, said.out, said.err)


def spawn_cli(*words, stdout=subprocess.PIPE, **options):
    """Run `python -m mocap_app` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "mocap_app", *map(str, words)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PROCESS_S,
        **options,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def run_python(code, *, check=True):
    """Run these lines in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=check, timeout=PROCESS_S
    )


def assert_one_sentence(ran):
    """Bad input gives exit code 2 and one sentence, never a traceback."""
    assert ran.code == 2
    lines = ran.err.strip().splitlines()
    assert len(lines) == 1, ran.err
    assert lines[0].startswith("mocap-app: ")
    assert lines[0].endswith(".")
