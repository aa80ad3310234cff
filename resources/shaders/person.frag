#version 330 core
// Lights a surface; the second target tells how far away it is and whose it is.

layout(std140) uniform Materials { mat4 materials[64]; };
uniform sampler2DArray pictures;
uniform sampler2D shadow_map;
uniform mat4 world_to_shadow;
uniform float shadow_strength;
uniform vec3 eye;
uniform vec4 light_position[3];  // w = 0: a direction towards the light, 1: a place
uniform vec3 light_colour[3];
uniform int n_lights;
uniform float exposure;
uniform float identity;  // 1, 2, ... for persons, negative for things

in vec3 v_world;
in vec3 v_normal;
in vec2 v_uv;
in float v_inside;
in float v_depth;
in vec3 v_ambient;
flat in int v_material;

layout(location = 0) out vec4 colour;
layout(location = 1) out vec2 depth_identity;

float lit(vec3 n, vec3 towards) {
    vec4 clip = world_to_shadow * vec4(v_world + 0.012 * n, 1.0);
    vec3 at = clip.xyz * 0.5 + 0.5;
    if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
    vec2 texel = 1.2 / vec2(textureSize(shadow_map, 0));
    float open = 0.0;
    for (int i = 0; i < 4; ++i) {
        vec2 corner = vec2((i & 1) * 2 - 1, (i & 2) - 1) * texel;
        open += texture(shadow_map, at.xy + corner).r > at.z - 0.004 ? 0.25 : 0.0;
    }
    return open;
}

void main() {
    if (v_inside < 0.0) discard;
    mat4 m = materials[v_material];
    float threshold = m[3][1];
    vec4 picture = texture(pictures, vec3(v_uv, m[3][0]));
    if (picture.a < threshold) discard;
    vec4 shade = vec4(picture.rgb, 1.0);
    vec3 painted = clamp(vec3(dot(m[0], shade), dot(m[1], shade), dot(m[2], shade)), 0.0, 1.0);
    vec3 albedo = painted * painted;  // near enough to the sRGB curve
    vec3 n = normalize(v_normal);
    if (!gl_FrontFacing) n = -n;
    vec3 view = normalize(eye - v_world);
    vec3 light = v_ambient;
    vec3 shine = vec3(0.0);
    for (int i = 0; i < n_lights; ++i) {
        vec3 away = light_position[i].xyz - light_position[i].w * v_world;
        float reach = light_position[i].w > 0.0 ? 1.0 / max(dot(away, away), 0.04) : 1.0;
        vec3 towards = normalize(away);
        float facing = dot(n, towards);
        if (facing <= 0.0) continue;
        float open = i == 0 && shadow_strength > 0.0
            ? mix(1.0, lit(n, towards), shadow_strength) : 1.0;
        light += light_colour[i] * (facing * reach * open);
        if (i == 0) {
            float highlight = max(dot(n, normalize(towards + view)), 0.0);
            highlight *= highlight;
            highlight *= highlight;
            highlight *= highlight;
            shine = light_colour[0] * (highlight * highlight * highlight * reach * open);
        }
    }
    vec3 linear = exposure * (albedo * light + 0.25 * m[3][2] * shine);
    linear = linear * (1.0 + linear * 0.11) / (1.0 + linear * 0.45);  // film's soft shoulder
    colour = vec4(sqrt(clamp(linear, 0.0, 1.0)), 1.0);
    depth_identity = vec2(v_depth, identity);
}
