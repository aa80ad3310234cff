"""What every rendered picture is made from: bodies, clothes, backgrounds, light, OpenGL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mocap_app.training.body.body import Body
from mocap_app.training.datasets.rooms import load_rooms
from mocap_app.training.synthetic.lighting import load_environments
from mocap_app.training.synthetic.people import Crowd
from mocap_app.training.synthetic.renderer import Renderer
from mocap_app.training.synthetic.textures import load_textures
from mocap_app.training.synthetic.wardrobe import Wardrobe

if TYPE_CHECKING:
    from pathlib import Path

_TRAINED_ROOMS = 0.9
"""Share of the rooms, from the first, that are trained on."""


class Studio:
    """Loads the data and opens OpenGL; used by the thread that made it."""

    def __init__(
        self,
        root: Path,
        size: int,
        *,
        held_out_rooms: bool = False,
        photographs: bool = True,
        long_hair: bool = False,
    ) -> None:
        """Make everything ready.

        Args:
            root: Data folder.
            size: Side of the pictures, pixels.
            held_out_rooms: Use the rooms that are never trained on instead of the others.
            photographs: Show rooms; without, pictures have nothing that may not be passed on.
            long_hair: Everybody's hair hangs over neck and shoulders.

        Raises:
            DataError: Data is missing or damaged, or there is no OpenGL.
        """
        rooms = load_rooms(root) if photographs else []
        first = int(len(rooms) * _TRAINED_ROOMS)
        self.size = size
        self.rooms = rooms[first:] if held_out_rooms else rooms[:first]
        self.environments = load_environments(root)
        body = Body.load(root)
        textures = load_textures(body.folder, self.rooms)
        self.crowd = Crowd(body, Wardrobe(body, textures, long_hair=long_hair))
        self.renderer = Renderer(textures.layers, size)
        # OpenGL has the pictures now; every process that renders would hold them twice.
        self.textures = replace(textures, layers=textures.layers[:0])

    def close(self) -> None:
        """Give OpenGL's memory back."""
        self.renderer.close()
