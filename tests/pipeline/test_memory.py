import sys
import threading
from contextlib import ExitStack

import numpy as np
import pytest

from mocap_app.pipeline.memory import (
    open_handles,
    peak_resident_mb,
    resident_mb,
    running_threads,
)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")


def test_resident_memory_sees_an_allocation():
    before = resident_mb()
    block = np.ones(64 * 1024 * 1024 // 8)
    assert resident_mb() - before > 40
    assert peak_resident_mb() >= resident_mb() - 1
    del block


MANY, FEW = 20, 5
"""What earlier tests left may end meanwhile, like a pool's idle threads: less than FEW."""


def test_open_files_are_counted(tmp_path):
    before = open_handles()
    with ExitStack() as files:
        for number in range(MANY):
            files.enter_context((tmp_path / str(number)).open("w"))
        assert abs(open_handles() - before - MANY) < FEW
    assert abs(open_handles() - before) < FEW


def test_threads_are_counted():
    stop = threading.Event()
    before = running_threads()
    threads = [threading.Thread(target=stop.wait, daemon=True) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    assert abs(running_threads() - before - MANY) < FEW
    stop.set()
    for thread in threads:
        thread.join()
