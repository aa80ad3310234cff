"""How hard readers are tried with damaged files.

The same examples each time, so that no run fails by bad luck; MOCAP_FUZZ=20 tries twenty times as
many, and others each time (`pytest -o timeout=0 -o faulthandler_timeout=0`).
"""

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("MOCAP_FUZZ", "0"))


def examples(count):
    """Return the settings of a test that tries so many examples, or a multiple of them."""
    return settings(
        max_examples=count * max(1, FACTOR),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
