"""Draws scenes with OpenGL 3.3 and no window, on a graphics card or in software.

A `Renderer` belongs to the thread that made it, and its context is current only while it draws: Qt
could make none of its own current beside it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import moderngl
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError
from mocap_app.core.paths import resources_dir
from mocap_app.training.synthetic.drawable import MAX_MATERIALS, VERTEX, Drawable

if TYPE_CHECKING:
    from mocap_app.training.synthetic.camera import View
    from mocap_app.training.synthetic.lighting import LightRig

FloatArray = NDArray[np.float64]
N_BONES = 66
_SUPERSAMPLING = 1.5
_SHADOW_SIDE = 320
_KEPT_MESHES = 24
_LAYOUT = {"position": "3f", "normal": "3f", "uv": "2f", "inside": "1f", "material": "1f",
           "weights": "4f1", "bones": "4u1"}  # fmt: skip
IDENTITY_BONE = np.tile(np.eye(3, 4), (1, 1, 1))


@dataclass(frozen=True, eq=False)
class Actor:
    """A mesh in a scene."""

    drawable: Drawable
    transforms: FloatArray
    """(B, 3, 4) of its bones; `IDENTITY_BONE` for what does not move."""
    identity: int
    """1 the labelled person, 2 and up other persons, below 0 things, 0 walls and the like."""
    casts_shadow: bool = True


@dataclass(frozen=True, eq=False)
class Scene:
    """What is to be drawn."""

    actors: list[Actor]
    view: View
    light: LightRig
    middle: FloatArray
    """(3,) of the persons, metres."""
    radius: float
    """Metres about the middle within which shadows fall."""
    floor: float | None = None
    """Height of the floor that shadows fall on; None: none is near."""
    contacts: FloatArray = field(default_factory=lambda: np.zeros((0, 4)))
    """(N, 4) places that darken the floor below and their radii, metres."""
    contact_strength: float = 0.5


@dataclass(frozen=True, eq=False)
class Rendering:
    """A drawn scene without its background."""

    colour: NDArray[np.uint8]
    """(S, S, 4) BGRA, premultiplied."""
    depth: NDArray[np.float32]
    """(S, S) metres along the optical axis; 0 where nothing is."""
    identity: NDArray[np.int8]
    """(S, S) of the actors; 0 where nothing is."""


class Renderer:
    """An OpenGL context with the programs, the texture stack and the meshes drawn of late."""

    def __init__(self, layers: NDArray[np.uint8], size: int) -> None:
        """Open a context.

        Args:
            layers: (L, H, W, 4) RGBA texture stack, first row at the bottom.
            size: Side of the pictures.

        Raises:
            DataError: There is no OpenGL 3.3.
        """
        self.size = size
        self._context = _open_context()
        with self._context:
            self._prepare(layers)
        self._meshes: OrderedDict[int, _Mesh] = OrderedDict()

    @property
    def device(self) -> str:
        """Name of the graphics card, or of the software that stands in for it."""
        with self._context:
            return str(self._context.info["GL_RENDERER"])

    def close(self) -> None:
        """Give the context back."""
        self._meshes.clear()
        self._context.release()

    def draw(self, scene: Scene) -> Rendering:
        """Draw a scene."""
        with self._context:
            self._draw(scene)
            return self._read()

    def _draw(self, scene: Scene) -> None:
        to_shadow = _shadow_matrix(scene)
        if scene.light.shadow > 0:
            self._draw_shadow_map(scene, to_shadow)
        self._target.use()
        self._target.clear(0.0, 0.0, 0.0, 0.0)
        self._context.disable(moderngl.CULL_FACE | moderngl.BLEND)
        # The picture's first row is drawn at the bottom: mirrored triangles turn the other way.
        self._context.front_face = "cw"
        self._shadow_map.use(1)
        if scene.floor is not None:
            self._draw_ground(scene, to_shadow)
        self._context.enable_only(moderngl.DEPTH_TEST)
        self._pictures.use(0)
        self._set_scene(scene, to_shadow)
        for actor in scene.actors:
            self._set(self._persons, "identity", float(actor.identity))
            self._draw_actor(actor, shadow=False)

    def _prepare(self, layers: NDArray[np.uint8]) -> None:
        self._persons = self._program("person", "person")
        self._shadows = self._program("shadow", "shadow")
        self._ground = self._program("ground", "ground")
        self._bones = self._context.buffer(reserve=N_BONES * 48)
        self._materials = self._context.buffer(reserve=MAX_MATERIALS * 64)
        self._persons["Bones"] = self._shadows["Bones"] = 0
        self._persons["Materials"] = 1
        self._pictures = self._stack(layers)
        self._side = side = round(self.size * _SUPERSAMPLING)
        self._target = self._context.framebuffer(
            [
                self._context.texture((side, side), 4, dtype="f1"),
                self._context.texture((side, side), 2, dtype="f2"),
            ],
            self._context.depth_renderbuffer((side, side)),
        )
        self._shadow_map = self._context.depth_texture((_SHADOW_SIDE, _SHADOW_SIDE))
        self._shadow_map.compare_func = ""
        self._shadow_map.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadow_target = self._context.framebuffer(depth_attachment=self._shadow_map)
        square = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]], np.float32)
        self._square = self._context.vertex_array(
            self._ground, [(self._context.buffer(square.tobytes()), "2f", "corner")]
        )

    def _program(self, vertex: str, fragment: str) -> Any:
        folder = resources_dir() / "shaders"
        return self._context.program(
            vertex_shader=(folder / f"{vertex}.vert").read_text(encoding="utf-8"),
            fragment_shader=(folder / f"{fragment}.frag").read_text(encoding="utf-8"),
        )

    def _stack(self, layers: NDArray[np.uint8]) -> Any:
        count, height, width, _ = layers.shape
        stack = self._context.texture_array((width, height, count), 4, np.ascontiguousarray(layers))
        stack.build_mipmaps()
        stack.filter = (moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR)
        return stack

    @staticmethod
    def _set(program: Any, name: str, value: Any) -> None:
        # A compiler may drop a uniform that does not change the picture.
        if name in program:
            uniform = program[name]
            if isinstance(value, np.ndarray):
                uniform.write(np.ascontiguousarray(value, np.float32).tobytes())
            else:
                uniform.value = value

    def _set_scene(self, scene: Scene, to_shadow: FloatArray) -> None:
        light = scene.light
        values = {
            "world_to_clip": scene.view.clip_matrix().T,
            "irradiance": light.irradiance,
            "eye": scene.view.position,
            "light_position": light.positions,
            "light_colour": light.colours,
            "n_lights": int((light.colours.sum(axis=1) > 0).sum()),
            "exposure": light.exposure,
            "world_to_shadow": to_shadow.T,
            "shadow_strength": light.shadow,
            "pictures": 0,
            "shadow_map": 1,
        }
        for name, value in values.items():
            self._set(self._persons, name, value)

    def _draw_shadow_map(self, scene: Scene, to_shadow: FloatArray) -> None:
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        self._context.enable_only(moderngl.DEPTH_TEST)
        self._context.front_face = "ccw"
        self._set(self._shadows, "world_to_shadow", to_shadow.T)
        for actor in scene.actors:
            if actor.casts_shadow:
                self._draw_actor(actor, shadow=True)

    def _draw_ground(self, scene: Scene, to_shadow: FloatArray) -> None:
        self._context.enable_only(moderngl.NOTHING)
        contacts = np.zeros((8, 4), np.float32)
        chosen = scene.contacts[:8]
        contacts[: len(chosen)] = chosen
        middle = np.array([scene.middle[0], scene.floor or 0.0, scene.middle[2]])
        values = {
            "world_to_clip": scene.view.clip_matrix().T,
            "world_to_shadow": to_shadow.T,
            "shadow_strength": scene.light.shadow,
            "contact_strength": scene.contact_strength,
            "contacts": contacts,
            "middle": middle,
            "reach": 2.0 * scene.radius,
            "shadow_map": 1,
        }
        for name, value in values.items():
            self._set(self._ground, name, value)
        self._square.render(moderngl.TRIANGLE_STRIP)

    def _draw_actor(self, actor: Actor, *, shadow: bool) -> None:
        mesh = self._mesh(actor.drawable)
        self._bones.write(np.ascontiguousarray(actor.transforms, np.float32).tobytes())
        self._bones.bind_to_uniform_block(0)
        if shadow:
            self._render(mesh.shadow, actor.drawable)
            return
        self._materials.write(actor.drawable.materials.tobytes())
        self._materials.bind_to_uniform_block(1)
        self._render(mesh.person, actor.drawable)

    def _render(self, array: Any, drawable: Drawable) -> None:
        # Half of all triangles face away, and software spends most of its time per triangle.
        two_sided = 3 * drawable.n_two_sided
        self._context.disable(moderngl.CULL_FACE)
        if two_sided:
            array.render(vertices=two_sided)
        self._context.enable(moderngl.CULL_FACE)
        if two_sided < drawable.triangles.size:
            array.render(first=two_sided, vertices=drawable.triangles.size - two_sided)

    def _mesh(self, drawable: Drawable) -> _Mesh:
        key = id(drawable)
        known = self._meshes.get(key)
        if known is not None and known.drawable is drawable:
            self._meshes.move_to_end(key)
            return known
        mesh = _Mesh(self._context, drawable, self._persons, self._shadows)
        self._meshes[key] = mesh
        if len(self._meshes) > _KEPT_MESHES:
            self._meshes.popitem(last=False)[1].release()
        return mesh

    def _read(self) -> Rendering:
        side = self._side
        pixels = np.frombuffer(self._target.read(components=4), np.uint8).reshape(side, side, 4)
        small = cv2.resize(pixels, (self.size, self.size), interpolation=cv2.INTER_AREA)
        about = np.frombuffer(
            self._target.read(components=2, attachment=1, dtype="f2"), np.float16
        ).reshape(side, side, 2)
        nearest = ((np.arange(self.size) + 0.5) * side / self.size).astype(int)
        about = about[np.ix_(nearest, nearest)]
        return Rendering(
            np.asarray(cv2.cvtColor(small, cv2.COLOR_RGBA2BGRA), np.uint8),
            about[..., 0].astype(np.float32),
            about[..., 1].astype(np.int8),
        )


class _Mesh:
    """Buffers of one drawable on the graphics card."""

    def __init__(self, context: Any, drawable: Drawable, persons: Any, shadows: Any) -> None:
        self.drawable = drawable
        self._vertices = context.buffer(drawable.corners.tobytes())
        self._indices = context.buffer(drawable.triangles.astype(np.int32).tobytes())
        self.person = self._array(context, persons)
        self.shadow = self._array(context, shadows)

    def release(self) -> None:
        for part in (self.person, self.shadow, self._vertices, self._indices):
            part.release()

    def _array(self, context: Any, program: Any) -> Any:
        # Attributes that a program does not use are skipped as padding.
        names = VERTEX.names or ()
        layout = " ".join(
            _LAYOUT[name] if name in program else f"{VERTEX[name].itemsize}x" for name in names
        )
        used = [name for name in names if name in program]
        return context.vertex_array(program, [(self._vertices, layout, *used)], self._indices)


def _open_context() -> Any:
    # EGL needs no display; where it is missing (Windows, macOS) the usual way may do.
    problems = []
    ways: list[dict[str, Any]] = [{"backend": "egl"}, {}]
    for settings in ways:
        try:
            context = moderngl.create_standalone_context(require=330, **settings)
        except Exception as error:  # noqa: BLE001 - moderngl raises bare Exception
            problems.append(str(error))
        else:
            return context
    raise DataError(
        f"Rendering people needs OpenGL 3.3 ({'; '.join(problems)}). "
        "Install Mesa's EGL (libegl1, libgl1-mesa-dri) or a graphics driver."
    )


def _shadow_matrix(scene: Scene) -> FloatArray:
    """Return the (4, 4) matrix from the world to the shadow map of the first light."""
    place = scene.light.positions[0].astype(np.float64)
    direction = place[:3] - place[3] * scene.middle
    direction /= max(float(np.linalg.norm(direction)), 1e-9)
    side = np.cross([0.0, 1.0, 0.0] if abs(direction[1]) < 0.95 else [1.0, 0.0, 0.0], direction)
    side /= np.linalg.norm(side)
    up = np.cross(direction, side)
    matrix = np.eye(4)
    reach = np.array([scene.radius, scene.radius, 3.0 * scene.radius])
    matrix[:3, :3] = np.stack([side, up, -direction]) / reach[:, None]
    matrix[:3, 3] = -matrix[:3, :3] @ scene.middle
    return matrix
