"""The program dies at a random moment of recording: no take is lost, of the running one a second.

MOCAP_KILLS=50 kills it fifty times while it tracks the demo with the network, and writes what each
death cost to standard output (`pytest -s -o faulthandler_timeout=0`).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from mocap_app.recording.take_store import TakeStore
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL")

SCRIPT = Path(__file__).parents[1] / "support" / "record_session.py"
KILLS = int(os.environ.get("MOCAP_KILLS", "0"))
TAKE_S, LATEST_KILL_S = 1.5, 4.0


@dataclass
class Life:
    """What a process said before it was killed."""

    saved: dict[str, int] = field(default_factory=dict)
    """Frames by id of a take."""
    written: list[float] = field(default_factory=list)
    """Times of the poses of the take that was not saved yet."""

    @staticmethod
    def told_by(lines):
        life = Life()
        for line in lines:
            if not line.endswith("\n"):
                break  # It died while it spoke.
            kind, *words = line.split()
            assert kind != "failed", line
            if kind == "start":
                life.written = []
            elif kind == "pose":
                life.written.append(float(words[0]))
            else:
                life.saved[words[0]] = int(words[1])
                life.written = []
        return life


def live_and_die(folder, spec, moment_s):
    """Let it record, kill it `moment_s` seconds after the first pose, return what it said."""
    command = [sys.executable, str(SCRIPT), str(folder), spec, str(TAKE_S)]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        listener = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        listener.start()
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not any(line.startswith("pose") for line in lines):
                assert process.poll() is None, lines
                assert time.monotonic() < deadline, "it never recorded"
                time.sleep(0.01)
            time.sleep(moment_s)
        finally:
            process.send_signal(signal.SIGKILL)
            listener.join(PATIENCE_S)
    assert process.returncode == -signal.SIGKILL
    return Life.told_by(lines)


def lost_seconds(folder, life):
    """Do what the next start does, check every take, and return what the running one lost."""
    store = TakeStore(folder)
    recovered = store.recover()
    assert store.recover() == []
    infos = {info.id: info for info in store.list()}
    assert not [info.problem for info in infos.values() if info.problem]
    for take_id, frames in life.saved.items():
        assert store.load(take_id).frame_count == frames
    if not life.written:
        return 0.0
    # Killed after the take was written and before it was announced: it is whole.
    unannounced = [store.load(i) for i in infos.keys() - life.saved.keys()]
    assert len(recovered) <= 1
    assert len(unannounced) == 1
    take = unannounced[0]
    assert len(life.written) - take.frame_count <= 30
    np.testing.assert_array_less(0.0, np.diff(take.timestamps))
    return max(0.0, life.written[-1] - float(take.timestamps[-1]))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", range(6))
def test_at_a_random_moment(tmp_path, seed):
    moment = random.Random(seed).uniform(0.0, 2.0 if seed else 0.2)
    life = live_and_die(tmp_path / "takes", "figure", moment)
    assert lost_seconds(tmp_path / "takes", life) < 1.0


@pytest.mark.skipif(not KILLS, reason="MOCAP_KILLS=50 asks for it")
@pytest.mark.timeout(3600)
def test_many_times_with_the_network(tmp_path):
    rng = random.Random(20)
    costs, saved, running = [], 0, 0
    for number in range(KILLS):
        folder = tmp_path / str(number)
        life = live_and_die(folder, "demo", rng.uniform(0.0, LATEST_KILL_S))
        costs.append(lost_seconds(folder, life))
        saved += len(life.saved)
        running += bool(life.written)
        assert costs[-1] < 1.0
    print(
        f"\n{KILLS} kills, {running} while a take was running, {saved} takes saved before; "
        f"lost at most {max(costs):.3f} s, in all {sum(costs):.3f} s"
    )
