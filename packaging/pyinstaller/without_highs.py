"""Runs first in a bundle: SciPy's linear programming (HiGHS, 7 MB) is not in it.

`scipy.optimize` wants it at once when it is imported, and nothing here solves such problems. So its
modules are there by name, and whatever is asked of them is a thing that can do nothing.
"""

import sys
import types


class _Nothing(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name)


for _name in ("", "._core", "._core.simplex_constants", "._highs_options", "._highs_wrapper"):
    _name = f"scipy.optimize._highspy{_name}"
    sys.modules[_name] = _Nothing(_name)
