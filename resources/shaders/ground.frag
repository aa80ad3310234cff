#version 330 core

uniform sampler2D shadow_map;
uniform mat4 world_to_shadow;
uniform float shadow_strength;
uniform float contact_strength;
uniform vec4 contacts[8];  // places near the floor, w: radius; 0: none

in vec3 v_world;

layout(location = 0) out vec4 colour;
layout(location = 1) out vec2 depth_identity;

void main() {
    float dark = 0.0;
    if (shadow_strength > 0.0) {
        vec4 clip = world_to_shadow * vec4(v_world, 1.0);
        vec3 at = clip.xyz * 0.5 + 0.5;
        if (all(greaterThan(at, vec3(0.0))) && all(lessThan(at, vec3(1.0)))) {
            vec2 texel = 2.0 / vec2(textureSize(shadow_map, 0));
            for (int i = 0; i < 9; ++i) {
                vec2 offset = vec2(i % 3 - 1, i / 3 - 1) * texel;
                dark += texture(shadow_map, at.xy + offset).r < at.z - 0.003 ? 1.0 / 9.0 : 0.0;
            }
        }
    }
    dark *= shadow_strength * 0.6;
    for (int i = 0; i < 8; ++i) {
        if (contacts[i].w <= 0.0) continue;
        vec3 away = contacts[i].xyz - v_world;
        float spread = contacts[i].w + max(away.y, 0.0);
        float near = exp(-dot(away.xz, away.xz) / (spread * spread)) * contacts[i].w / spread;
        dark = 1.0 - (1.0 - dark) * (1.0 - contact_strength * near);
    }
    colour = vec4(0.0, 0.0, 0.0, dark);  // premultiplied
    depth_identity = vec2(0.0);
}
