"""Every test here runs under a Qt application and must leave no thread behind."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _threads(qapp, no_thread_left):
    return
