"""Dresses a body: skin, eyes, hair, brows, lashes, clothes, shoes, hats."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.training.synthetic import outfit, palette
from mocap_app.training.synthetic.drawable import Drawable, Material, Part, assemble
from mocap_app.training.synthetic.fitted import FittedAsset, read_asset
from mocap_app.training.synthetic.garment import (
    BodyPlaces,
    body_places,
    hidden_skin,
    margin,
    puff,
)
from mocap_app.training.synthetic.hair import random_long_hair, styled
from mocap_app.training.synthetic.mesh import SkinWeights, Topology, strongest_four, topology_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.training.body.body import Body, ShapedBody
    from mocap_app.training.synthetic.textures import TextureStack

_HOLE = 0.4  # alpha below which hair and cloth have holes
_PLAIN = {"male_worksuit01"}  # its picture does not fit its texture coordinates
_TOE_VERTEX = 12770  # of the base mesh: hidden by whatever has shoes of its own


@dataclass(frozen=True, eq=False)
class _Surface:
    """A group of the base mesh with vertices of its own numbering."""

    vertices: NDArray[np.intp]
    """(N,) vertices of the base mesh."""
    topology: Topology
    skin: SkinWeights


class Wardrobe:
    """Everything a person can wear; made once, used by one thread."""

    def __init__(self, body: Body, textures: TextureStack, *, long_hair: bool = False) -> None:
        """Prepare the base mesh's groups; the files of the assets are read when first worn.

        Args:
            body: Whom to dress.
            textures: Pictures of skin, hair and cloth.
            long_hair: Everybody's hair hangs over neck and shoulders, some down to the waist.

        Raises:
            DataError: The base mesh lacks a group.
        """
        self.body = body
        self._long_hair = long_hair
        self.textures = replace(textures, layers=textures.layers[:0])
        self.places = body_places(body.mesh)
        self._skin = self._surface("body")
        self._eyes = [self._surface("helper-l-eye"), self._surface("helper-r-eye")]
        self._cloth = {
            "tights": self._surface("helper-tights"),
            "skirt": self._surface("helper-skirt"),
        }
        self._brightness = [_brightness(picture[::4, ::4]) for picture in textures.layers]

    def dress(self, person: ShapedBody, rng: np.random.Generator) -> Drawable:
        """Return a random person in random clothes, in the rest pose.

        Raises:
            DataError: An asset is missing or damaged.
        """
        chosen = outfit.random_outfit(rng, person.params, long_hair=self._long_hair)
        hair = palette.hair_colour(rng, person.params.african, person.params.age)
        hidden = np.zeros(len(person.vertices), bool)
        parts: list[Part] = []
        barefoot = True
        for name in chosen.assets:
            asset = self._asset(name)
            if chosen.shoes and _TOE_VERTEX in asset.deleted:
                barefoot = False
            parts.append(self._fitted(asset, person, self._cloth_material(asset.name, rng)))
            hidden[asset.deleted] = True
        # The same folds for all pieces: what is worn below stays below.
        folds = rng.uniform(0, 6.3, 3)
        for piece in chosen.garments:
            material = self._garment_material(piece, rng, parts)
            parts.append(self._garment(piece, person, material, hidden, folds))
        if chosen.shoes and barefoot:
            shoes = self._asset(chosen.shoes)
            layer, gloss = self._layer(shoes.name), rng.uniform(0, 0.5)
            material = Material(layer, palette.recoloured(rng), _HOLE, gloss)
            parts.append(self._fitted(shoes, person, material))
            hidden[shoes.deleted] = True
        parts += self._head(chosen, person, hair, rng)
        layer = self._skin_layer(person, rng)
        tint = palette.skin_tint(rng, self._brightness[layer])
        skin = Material(layer, tint, gloss=0.25)
        return assemble([*parts, self._bare_skin(person, hidden, skin)])

    def _surface(self, group: str) -> _Surface:
        mesh = self.body.mesh
        full = topology_of(mesh, mesh.of_group(group))
        used = np.unique(full.vertex).astype(np.intp)
        renumbered = np.searchsorted(used, full.vertex).astype(np.int32)
        skin = strongest_four(self.body.rig.weights[used])
        return _Surface(used, Topology(len(used), renumbered, full.uv, full.triangles), skin)

    @functools.cache  # noqa: B019 - a wardrobe lives as long as its process
    def _asset(self, name: str) -> FittedAsset:
        folder = self.body.folder / "assets" / outfit.folder_of(name)
        return read_asset(folder / f"{name}.mhclo")

    @functools.cache  # noqa: B019
    def _asset_skin(self, name: str) -> SkinWeights:
        return self._asset(name).weights(self.body.rig.weights)

    def _fitted(self, asset: FittedAsset, person: ShapedBody, material: Material) -> Part:
        vertices = asset.fit(person.vertices)
        return Part(asset.topology, vertices, self._asset_skin(asset.name), material)

    def _layer(self, asset: str) -> int:
        name = asset.replace("afro01", "afro")
        for stem in (f"{name}_diffuse", name):
            if stem in self.textures.by_name:
                return self.textures.by_name[stem]
        return self.textures.white

    def _skin_layer(self, person: ShapedBody, rng: np.random.Generator) -> int:
        params = person.params
        race = max(("african", "asian", "caucasian"), key=lambda name: getattr(params, name))
        age = "young" if params.age < 0.6 else "middleage" if params.age < 0.78 else "old"
        gender = "male" if params.gender > 0.5 else "female"
        layers = self.textures.skins.get(f"{age}_{race}_{gender}")
        if not layers:
            return self.textures.white
        return layers[rng.integers(len(layers))]

    def _cloth_material(self, name: str, rng: np.random.Generator) -> Material:
        layer = self._layer(name)
        if name in _PLAIN or layer == self.textures.white:
            colour = palette.tinted(palette.cloth_colour(rng))
            return Material(self.textures.white, colour, wrinkle=0.2)
        gloss, wrinkle = rng.uniform(0, 0.15), rng.uniform(0, 0.25)
        return Material(layer, palette.recoloured(rng), _HOLE, gloss, wrinkle)

    def _garment_material(
        self, piece: outfit.Garment, rng: np.random.Generator, worn: list[Part]
    ) -> Material:
        if piece.matching and worn:
            return worn[-1].material
        kind = rng.random()
        wrinkle = rng.uniform(0.05, 0.45)
        gloss = rng.uniform(0, 0.35) ** 2
        if kind < 0.5:
            layer, colour = self.textures.white, palette.tinted(palette.cloth_colour(rng))
        else:
            printed = kind > 0.9 and len(self.textures.prints) > 0
            stack = self.textures.prints if printed else self.textures.patterns
            layer, colour = stack[rng.integers(len(stack))], palette.recoloured(rng)
        return Material(layer, colour, gloss=gloss, wrinkle=wrinkle, two_sided=True)

    def _garment(
        self,
        piece: outfit.Garment,
        person: ShapedBody,
        material: Material,
        hidden: NDArray[np.bool_],
        folds: NDArray[np.float64],
    ) -> Part:
        surface = self._cloth[piece.surface]
        inside = margin(self._places_of(piece.surface), piece.cut)
        vertices = person.vertices[surface.vertices].astype(np.float64)
        normals = surface.topology.normals(vertices)
        vertices = puff(vertices, normals, piece.looseness, folds)
        scale = 0.8 + 0.4 * folds[0]
        uv = scale * np.stack([vertices[:, 0] + 0.8 * vertices[:, 2], vertices[:, 1]], axis=1)
        near = np.any(inside[surface.topology.vertex_triangles] > 0, axis=1)
        if piece.surface == "tights":
            hidden |= hidden_skin(margin(self.places, piece.cut), piece.cut)
        return Part(surface.topology, vertices, surface.skin, material, inside, uv, near)

    @functools.cache  # noqa: B019
    def _places_of(self, surface: str) -> BodyPlaces:
        chosen = self._cloth[surface].vertices
        places = self.places
        return BodyPlaces(
            places.across[chosen], places.height[chosen], places.front[chosen], places.arm[chosen]
        )

    def _head(
        self,
        chosen: outfit.Outfit,
        person: ShapedBody,
        hair: NDArray[np.float64],
        rng: np.random.Generator,
    ) -> list[Part]:
        parts = []
        for name, colour in (
            (chosen.hair, hair),
            (chosen.eyebrows, hair * 0.8),
            (chosen.eyelashes, np.full(3, 0.05)),
        ):
            if not name:
                continue
            layer = self._layer(name)
            matrix = palette.painted(colour, self._brightness[layer])
            material = Material(layer, matrix, _HOLE, gloss=0.2, two_sided=True)
            part = self._fitted(self._asset(name), person, material)
            if self._long_hair and name == chosen.hair:
                parts += styled(part, random_long_hair(rng), colour, self._brightness[layer])
            else:
                parts.append(part)
        if chosen.hat:
            material = Material(self.textures.white, palette.tinted(palette.cloth_colour(rng)))
            parts.append(self._fitted(self._asset(chosen.hat), person, material))
        iris = self.textures.irises[rng.integers(len(self.textures.irises))]
        for eye in self._eyes:
            vertices = person.vertices[eye.vertices]
            centre = vertices.mean(axis=0)
            radius = np.ptp(vertices[:, 0]) / 2
            uv = 0.5 + 0.5 * (vertices[:, :2] - centre[:2]) / radius
            parts.append(Part(eye.topology, vertices, eye.skin, Material(iris, gloss=0.6), uv=uv))
        return parts

    def _bare_skin(self, person: ShapedBody, hidden: NDArray[np.bool_], material: Material) -> Part:
        surface = self._skin
        of_surface = hidden[surface.vertices]
        seen = np.any(~of_surface[surface.topology.vertex_triangles], axis=1)
        vertices = person.vertices[surface.vertices]
        return Part(surface.topology, vertices, surface.skin, material, seen=seen)


def _brightness(picture: NDArray[np.uint8]) -> float:
    """Return the mean of the opaque part of an RGBA picture, 0 to 1."""
    opaque = picture[..., 3] > 127
    return float(picture[opaque][:, :3].mean()) / 255.0 if opaque.any() else 0.5
