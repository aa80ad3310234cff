import sys
import threading

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


def test_an_open_file_is_counted(tmp_path):
    before = open_handles()
    with (tmp_path / "a").open("w"), (tmp_path / "b").open("w"):
        assert open_handles() == before + 2
    assert open_handles() == before


def test_a_thread_is_counted():
    stop = threading.Event()
    before = running_threads()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert running_threads() == before + 1
    stop.set()
    thread.join()
