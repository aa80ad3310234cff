"""Runs first in a bundle: parts of SciPy that other parts import, and nobody here calls.

`scipy.signal`, `scipy.interpolate` and `scipy.spatial.transform` want optimisation, sparse
matrices, statistics and the search of neighbours at once when they are imported, 26 MB of code in
all. So these modules are there by name, and whatever is asked of them is a thing that can do
nothing.
"""

import sys
import types
from pathlib import Path

ABSENT = (
    "scipy.integrate",
    "scipy.interpolate._interpnd",
    "scipy.interpolate._ndgriddata",
    "scipy.linalg._decomp_interpolative",
    "scipy.optimize",
    "scipy.optimize._optimize",
    "scipy.sparse",
    "scipy.sparse.csgraph",
    "scipy.sparse.linalg",
    "scipy.spatial.distance",
    "scipy.stats",
)


class _Nothing(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        inside = f"{self.__name__}.{name}"
        return sys.modules.get(inside) or _Nothing(inside)


# Of this one, which its own first lines would fill, `transform` is there.
_spatial = sys.modules["scipy.spatial"] = _Nothing("scipy.spatial")
_spatial.__path__ = [str(Path(sys._MEIPASS, "scipy", "spatial"))]  # noqa: SLF001 - PyInstaller's
for _name in ABSENT:
    sys.modules[_name] = _Nothing(_name)
# Asked of arrays before they are used; none can be sparse.
sys.modules["scipy.sparse"].issparse = lambda _array: False
