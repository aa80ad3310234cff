"""What to wear: random outfits by name, for `wardrobe.Wardrobe` to put on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from mocap_app.training.synthetic.garment import LANDMARK_HEIGHTS, Cut

if TYPE_CHECKING:
    import numpy as np

    from mocap_app.training.body.shape import Shape

_SUITS = {
    "female": (
        *("female_casualsuit01", "female_casualsuit02"),
        *("female_elegantsuit01", "female_sportsuit01"),
    ),
    "male": (
        *(f"male_casualsuit0{i}" for i in range(1, 7)),
        *("male_elegantsuit01", "male_worksuit01"),
    ),
}
_HAIR = {
    "female": ("bob01", "bob02", "braid01", "long01", "ponytail01", "short03", "afro01"),
    "male": ("short01", "short02", "short03", "short04", "afro01"),
}
_LONG_HAIR = "long01"
_SHOES = tuple(f"shoes0{i}" for i in range(1, 7))
_HATS = ("fedora", "fedora_cocked")


@dataclass(frozen=True)
class Garment:
    """A piece cut from the helper geometry."""

    surface: Literal["tights", "skirt"]
    cut: Cut
    looseness: float
    """Metres that it stands off the body."""
    matching: bool = False
    """Made of the same cloth as the piece before."""


@dataclass(frozen=True)
class Outfit:
    """Names of assets, and garments from the inside out; empty names: nothing."""

    assets: tuple[str, ...]
    garments: tuple[Garment, ...]
    shoes: str
    hair: str
    eyebrows: str
    eyelashes: str
    hat: str


def folder_of(asset: str) -> str:
    """Return the folder of an asset below `assets/`."""
    if asset.startswith(("eyebrow", "eyelashes")):
        return f"{asset.rstrip('0123456789')}{'s' if asset.startswith('eyebrow') else ''}/{asset}"
    if asset.startswith("fedora"):
        return "clothes/fedora01"
    hair = {name for names in _HAIR.values() for name in names}
    return f"{'hair' if asset in hair else 'clothes'}/{asset}"


def random_outfit(rng: np.random.Generator, person: Shape, *, long_hair: bool = False) -> Outfit:
    """Draw clothes and hair for a person, of whatever gender if it is to be long hair."""
    gender = "male" if person.gender > 0.5 else "female"
    other = "male" if gender == "female" else "female"
    dressed_as = other if rng.random() < 0.1 else gender
    assets: tuple[str, ...] = ()
    garments: tuple[Garment, ...] = ()
    if rng.random() < 0.38:
        assets = (str(rng.choice(_SUITS[dressed_as])),)
        # Bibs are worn over something.
        if assets[0] == "male_worksuit01":
            garments = (replace(_top(rng, dressed_as), looseness=0.001),)
    else:
        garments = _cut_clothes(rng, dressed_as)
    if rng.random() < (0.16 if garments else 0.06):
        garments = (*garments, _jacket(rng))
    hat = str(rng.choice(_HATS)) if rng.random() < 0.05 else ""
    hair = str(rng.choice(_HAIR[gender])) if rng.random() < 0.93 else ""
    if gender == "male" and (rng.random() < 0.12 or (person.age > 0.8 and rng.random() < 0.4)):
        hair = ""  # the skins have stubble
    if long_hair:
        hair, hat = _LONG_HAIR, ""
    return Outfit(
        assets=assets,
        garments=garments,
        shoes=str(rng.choice(_SHOES)) if rng.random() < 0.82 else "",
        hair="" if hat else hair,
        eyebrows=f"eyebrow{int(rng.integers(1, 13)):03d}",
        eyelashes=f"eyelashes{int(rng.integers(2, 5)):02d}",
        hat=hat,
    )


def _cut_clothes(rng: np.random.Generator, dressed_as: str) -> tuple[Garment, ...]:
    if dressed_as == "female" and rng.random() < 0.3:
        skirt = Cut(top=rng.uniform(0.96, 1.0), bottom=rng.uniform(0.18, 0.72), sleeve=-1.0)
        loose = rng.uniform(0.003, 0.03)
        if rng.random() < 0.5:
            return (_top(rng, dressed_as), Garment("skirt", skirt, loose))
        # A dress: the skirt goes on where the top ends.
        return (_top(rng, dressed_as, bottom=0.94), Garment("skirt", skirt, loose, matching=True))
    bottom = _bottom(rng)
    if dressed_as == "male" and rng.random() < 0.05:
        return (bottom,)
    top = _top(rng, dressed_as)
    if rng.random() < 0.25:  # tucked in
        return (top, bottom)
    # What hangs out must not cut into what is below.
    loose = max(top.looseness, bottom.looseness + 0.004)
    matching = rng.random() < 0.12
    return (bottom, Garment("tights", top.cut, loose, matching))


def _top(rng: np.random.Generator, dressed_as: str, bottom: float | None = None) -> Garment:
    hem = rng.uniform(0.78, 0.97) if bottom is None else bottom
    kind = rng.random()
    loose = rng.uniform(0.002, 0.02)
    if kind < 0.42:
        cut = Cut(rng.uniform(1.38, 1.41), hem, rng.uniform(0.35, 0.8), rng.uniform(0.01, 0.07))
    elif kind < 0.75:
        cut = Cut(rng.uniform(1.38, 1.42), hem, rng.uniform(1.2, 1.97), rng.uniform(0.0, 0.06))
    elif kind < 0.85:
        cut = Cut(1.44, hem, rng.uniform(1.7, 1.97))
    elif kind < 0.95 or dressed_as == "male":
        cut = Cut(1.385, hem, 0.05, rng.uniform(0.05, 0.12), 0.09)
    else:
        cut, loose = Cut(1.37, rng.uniform(1.05, 1.14), 0.03, 0.1, 0.1), 0.001
    return Garment("tights", cut, loose)


def _bottom(rng: np.random.Generator) -> Garment:
    waist = rng.uniform(0.93, 1.01)
    kind = rng.random()
    if kind < 0.6:
        end, loose = rng.uniform(0.04, 0.11), rng.uniform(0.001, 0.02)
    elif kind < 0.72:
        end, loose = rng.uniform(0.2, 0.42), rng.uniform(0.001, 0.015)
    elif kind < 0.96:
        end, loose = rng.uniform(LANDMARK_HEIGHTS["knee"] + 0.03, 0.7), rng.uniform(0.002, 0.022)
    else:
        end, loose = 0.77, 0.001
    return Garment("tights", Cut(waist, end, sleeve=-1.0), loose)


def _jacket(rng: np.random.Generator) -> Garment:
    opening = rng.uniform(0.03, 0.09) if rng.random() < 0.65 else 0.0
    cut = Cut(
        top=rng.uniform(1.39, 1.44),
        bottom=rng.uniform(0.62, 0.9),
        sleeve=rng.uniform(1.75, 1.97),
        neckline=rng.uniform(0.0, 0.06),
        open_front=opening,
    )
    return Garment("tights", cut, rng.uniform(0.024, 0.036))
