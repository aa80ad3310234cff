import sys

import numpy as np
import pytest

from mocap_app.pipeline.memory import peak_resident_mb, resident_mb


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")
def test_resident_memory_sees_an_allocation():
    before = resident_mb()
    block = np.ones(64 * 1024 * 1024 // 8)
    assert resident_mb() - before > 40
    assert peak_resident_mb() >= resident_mb() - 1
    del block
