"""The parametric MakeHuman body: mesh, shapes, rig, skinning and the 27 keypoints on it.

* `Body.load()` reads it (data folder, `makehuman.tar.xz`; parsed once into the cache folder).
* `body.shape(params) -> ShapedBody`, with `params` a `shape.Shape`, for example of
  `shape.random_shape(rng)`: rest vertices and joints in metres, Y up, facing +Z, feet at y = 0.
* `shaped.pose(rotations, root) -> transforms`, then `shaped.skin(transforms)` for the vertices and
  `shaped.landmarks(transforms)` for the keypoints, batched over any leading dimensions.

No torch here: numpy alone.
"""
