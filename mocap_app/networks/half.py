"""Half-precision storage of an ONNX file's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

# Biases and scales are small and sensitive: only weights worth the space are narrowed.
_MIN_SIZE = 1024


def halve_weights(path: Path) -> None:
    """Store large float32 weights of an ONNX file as float16, widened by a Cast when loaded.

    Runtimes fold the casts away while loading, so the arithmetic stays in float32.

    Raises:
        OutputError: The file cannot be written.
    """
    model = onnx.load(path)
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < _MIN_SIZE:
            continue
        name = tensor.name
        narrow = numpy_helper.from_array(values.astype(np.float16), f"{name}_half")
        tensor.CopyFrom(narrow)
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    with atomic_write(path) as temporary:
        onnx.save(model, temporary)
