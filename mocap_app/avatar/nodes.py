"""The tree of nodes: names, parents, and where everything is before it is moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.document import (
    Damaged,
    FloatArray,
    Json,
    index,
    indices,
    numbers,
    text,
)
from mocap_app.core.rotation import normalise, to_matrix

if TYPE_CHECKING:
    from mocap_app.avatar.glb import Glb

MOST_NODES = 20_000
_LARGEST_M = 1e6


@dataclass(frozen=True, eq=False)
class NodeTree:
    """All nodes of a file, N of them."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    """Index of each one's parent; -1 for none. A parent may follow its child."""
    order: tuple[int, ...]
    """All nodes, parents first."""
    rest: FloatArray
    """(N, 4, 4) from each node's axes to those of the file, as the file places them."""
    shown: tuple[int, ...]
    """Nodes of the scene, parents first; what lies outside is not drawn."""

    @property
    def children(self) -> list[list[int]]:
        """The children of every node."""
        below: list[list[int]] = [[] for _ in self.parents]
        for node, above in enumerate(self.parents):
            if above >= 0:
                below[above].append(node)
        return below

    @property
    def depth_first(self) -> list[int]:
        """All nodes, each followed by what hangs on it."""
        below, found = self.children, []
        waiting = [node for node in reversed(self.order) if self.parents[node] < 0]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(reversed(below[node]))
        return found


def read_nodes(glb: Glb) -> NodeTree:
    """Return the nodes of a file.

    Raises:
        Damaged: They are no tree, or one stands at no finite place.
    """
    nodes = glb.part("nodes", MOST_NODES)
    parents = [-1] * len(nodes)
    children = [indices(node, "children", len(nodes)) for node in nodes]
    for above, below in enumerate(children):
        for node in below:
            if parents[node] != -1 or node == above:
                raise Damaged("its nodes are no tree: one has two parents")
            parents[node] = above
    order = _from([node for node, above in enumerate(parents) if above < 0], children)
    if len(order) != len(nodes):
        raise Damaged("its nodes are no tree: some are in a circle")
    rest = np.zeros((len(nodes), 4, 4))
    for node in order:
        local = _local(nodes[node])
        rest[node] = local if parents[node] < 0 else rest[parents[node]] @ local
        if not np.abs(rest[node]).max() < _LARGEST_M:
            raise Damaged("a part of it is out of all proportion")
    return NodeTree(
        names=tuple(text(node, "name", f"node {i}")[:200] for i, node in enumerate(nodes)),
        parents=tuple(parents),
        order=tuple(order),
        rest=rest,
        shown=tuple(_from(_scene_roots(glb, order, parents), children)),
    )


def _from(roots: list[int], children: list[list[int]]) -> list[int]:
    order = list(roots)
    for node in order:  # grows while it is walked; every node has one parent, so it ends
        order.extend(children[node])
    return order


def _scene_roots(glb: Glb, order: list[int], parents: list[int]) -> list[int]:
    scenes = glb.part("scenes")
    if not scenes:
        return [node for node in order if parents[node] < 0]
    chosen = index(glb.tree, "scene", len(scenes)) or 0
    scene = scenes[chosen]
    roots = indices(scene, "nodes", len(parents))
    if len(set(roots)) != len(roots) or any(parents[node] >= 0 for node in roots):
        raise Damaged("its scene names nodes twice")
    return roots


def _local(node: Json) -> FloatArray:
    """Return the (4, 4) matrix from a node's axes to its parent's."""
    if "matrix" in node:
        columns = numbers(node, "matrix", np.eye(4).ravel().tolist())
        matrix = columns.reshape(4, 4).T.copy()
        matrix[3] = [0.0, 0.0, 0.0, 1.0]
        return matrix
    x, y, z, w = numbers(node, "rotation", [0.0, 0.0, 0.0, 1.0])
    matrix = np.eye(4)
    matrix[:3, :3] = to_matrix(normalise(np.array([w, x, y, z])))
    matrix[:3, :3] *= numbers(node, "scale", [1.0, 1.0, 1.0])
    matrix[:3, 3] = numbers(node, "translation", [0.0, 0.0, 0.0])
    return matrix
