"""How the surfaces of a file look, brought down to what is drawn here.

MToon, the toon shading of VRM, is drawn as two tones with its own edge; outlines, rims and
animated textures are left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.avatar.document import (
    FloatArray,
    Json,
    child,
    index,
    number,
    numbers,
    objects,
    text,
)
from mocap_app.avatar.model import BLEND, LIT, MASK, OPAQUE, TOON, UNLIT, Color, Material

if TYPE_CHECKING:
    from mocap_app.avatar.glb import Glb
    from mocap_app.avatar.images import PictureReader

_ALPHA = {"OPAQUE": OPAQUE, "MASK": MASK, "BLEND": BLEND}
_MOST_MATERIALS = 4096
_VRM0_MODES = {0: OPAQUE, 1: MASK, 2: BLEND, 3: BLEND}
_VRM0_WRITES_DEPTH = 3
_CULL_OFF = 0


def read_materials(glb: Glb, pictures: PictureReader) -> list[Material]:
    """Return all materials of a file.

    Raises:
        Damaged: A number in one is none, or a texture does not exist.
    """
    made = [_standard(look, pictures) for look in glb.part("materials", _MOST_MATERIALS)]
    old = objects(child(glb.tree, "extensions", "VRM"), "materialProperties", _MOST_MATERIALS)
    for i, (material, look) in enumerate(zip(made, old, strict=False)):
        shader = text(look, "shader")
        if shader == "VRM/MToon":
            made[i] = _old_toon(material, look, pictures)
        elif shader.startswith("VRM/Unlit"):
            made[i] = replace(material, shading=UNLIT)
    return made


def _standard(look: Json, pictures: PictureReader) -> Material:
    base = child(look, "pbrMetallicRoughness")
    factor = numbers(base, "baseColorFactor", [1.0, 1.0, 1.0, 1.0])
    material = Material(
        color=_color(factor),
        opacity=float(np.clip(factor[3], 0.0, 1.0)),
        picture=pictures.texture(child(base, "baseColorTexture")),
        alpha=_ALPHA.get(text(look, "alphaMode", "OPAQUE"), OPAQUE),
        cutoff=number(look, "alphaCutoff", 0.5),
        double_sided=look.get("doubleSided") is True,
        shading=LIT,
        glow=_glow(look),
        writes_depth=text(look, "alphaMode") != "BLEND",
    )
    extensions = child(look, "extensions")
    if "VRMC_materials_mtoon" in extensions:
        return _toon(material, child(extensions, "VRMC_materials_mtoon"))
    if "KHR_materials_unlit" in extensions:
        return replace(material, shading=UNLIT)
    if "KHR_materials_pbrSpecularGlossiness" in extensions and not base:
        return _glossy(material, child(extensions, "KHR_materials_pbrSpecularGlossiness"), pictures)
    return material


def _glow(look: Json) -> Color:
    # A texture that lets only some of it glow is not drawn; without it all of it would.
    if "emissiveTexture" in look:
        return 0.0, 0.0, 0.0
    strength = number(
        child(look, "extensions", "KHR_materials_emissive_strength"), "emissiveStrength", 1.0
    )
    return _color(strength * numbers(look, "emissiveFactor", [0.0, 0.0, 0.0]))


def _glossy(material: Material, look: Json, pictures: PictureReader) -> Material:
    factor = numbers(look, "diffuseFactor", [1.0, 1.0, 1.0, 1.0])
    return replace(
        material,
        color=_color(factor),
        opacity=float(np.clip(factor[3], 0.0, 1.0)),
        picture=pictures.texture(child(look, "diffuseTexture")),
    )


def _toon(material: Material, look: Json) -> Material:
    """Apply VRM 1.0's MToon."""
    return replace(
        material,
        shading=TOON,
        shade=_color(numbers(look, "shadeColorFactor", [0.0, 0.0, 0.0])),
        toony=float(np.clip(number(look, "shadingToonyFactor", 0.9), 0.0, 1.0)),
        shift=float(np.clip(number(look, "shadingShiftFactor", 0.0), -1.0, 1.0)),
        writes_depth=material.alpha != BLEND or look.get("transparentWithZWrite") is True,
        order=_order(look.get("renderQueueOffsetNumber")),
    )


def _old_toon(material: Material, look: Json, pictures: PictureReader) -> Material:
    """Apply VRM 0.x's MToon: its numbers are those of Unity's shader, colours in sRGB."""
    values, colors = child(look, "floatProperties"), child(look, "vectorProperties")
    color = numbers(colors, "_Color", [1.0, 1.0, 1.0, 1.0])
    shade = numbers(colors, "_ShadeColor", [0.97, 0.81, 0.86, 1.0])
    mode = round(number(values, "_BlendMode", 0.0))
    textures = child(look, "textureProperties")
    main = index(textures, "_MainTex", 1_000_000)
    picture = material.picture if main is None else pictures.texture({"index": main})
    return replace(
        material,
        shading=TOON,
        color=_color(_linear(color)),
        opacity=float(np.clip(color[3], 0.0, 1.0)),
        picture=picture,
        alpha=_VRM0_MODES.get(mode, material.alpha),
        cutoff=number(values, "_Cutoff", 0.5),
        double_sided=round(number(values, "_CullMode", 2.0)) == _CULL_OFF,
        glow=(0.0, 0.0, 0.0) if "_EmissionMap" in textures else _old_glow(colors),
        shade=_color(_linear(shade)),
        toony=float(np.clip(number(values, "_ShadeToony", 0.9), 0.0, 1.0)),
        shift=-float(np.clip(number(values, "_ShadeShift", 0.0), -1.0, 1.0)),
        writes_depth=mode in {0, 1, _VRM0_WRITES_DEPTH},
        order=_order(look.get("renderQueue")),
    )


def _old_glow(colors: Json) -> Color:
    return _color(_linear(numbers(colors, "_EmissionColor", [0.0, 0.0, 0.0, 1.0])))


def _order(value: Any) -> int:
    return max(-9999, min(9999, value)) if isinstance(value, int) else 0


def _color(factor: FloatArray) -> Color:
    red, green, blue = np.clip(factor[:3], 0.0, 1.0).tolist()
    return red, green, blue


def _linear(srgb: FloatArray) -> FloatArray:
    bent: FloatArray = np.clip(srgb, 0.0, 1.0) ** 2.2
    return bent
