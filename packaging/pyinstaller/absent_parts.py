"""Runs first in a bundle: parts of SciPy that other parts import, and nobody here calls.

`scipy.optimize` wants linear programming (HiGHS, 7 MB) at once when it is imported, `scipy.signal`
wants statistics (6 MB with the special functions behind them). So these modules are there by name,
and whatever is asked of them is a thing that can do nothing.
"""

import sys
import types


class _Nothing(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name)


_HIGHS = ("", "._core", "._core.simplex_constants", "._highs_options", "._highs_wrapper")
for _name in (*(f"scipy.optimize._highspy{part}" for part in _HIGHS), "scipy.stats"):
    sys.modules[_name] = _Nothing(_name)
