#version 330 core
// A surface in the light of one lamp and of the sky, in two tones, or in its own colour alone.

uniform sampler2D picture;
uniform bool has_picture;
uniform vec4 color;
uniform vec3 glow;
uniform int alpha_mode;  // 0 opaque, 1 mask, 2 blend
uniform float cutoff;
uniform int shading;  // 0 lit, 1 toon, 2 unlit
uniform vec3 shade;
uniform float toony;
uniform float shift;
uniform vec3 to_light;
uniform vec3 eye;

in vec3 v_world;
in vec3 v_normal;
in vec2 v_uv;
in vec4 v_color;

layout(location = 0) out vec4 drawn;

const vec3 KEY = vec3(0.88, 0.85, 0.80);
const vec3 SKY = vec3(0.24, 0.27, 0.32);
const vec3 FLOOR = vec3(0.09, 0.085, 0.08);

vec3 lit(vec3 base, vec3 n) {
    vec3 around = mix(FLOOR, SKY, 0.5 + 0.5 * n.y);
    float key = max(dot(n, to_light), 0.0);
    vec3 back = normalize(eye - v_world);
    float rim = 1.0 - max(dot(n, back), 0.0);
    float gleam = pow(max(dot(n, normalize(to_light + back)), 0.0), 28.0);
    return base * (around + KEY * key) + vec3(0.05 * gleam + 0.10 * rim * rim * rim * (0.5 + 0.5 * n.y));
}

vec3 toon(vec3 base, vec3 dark, vec3 n) {
    float edge = 1.0 - toony;
    float tone = dot(n, to_light) + shift;
    return mix(dark, base, clamp((tone + edge) / max(2.0 * edge, 0.001), 0.0, 1.0));
}

void main() {
    vec4 texel = has_picture ? texture(picture, v_uv) : vec4(1.0);
    vec4 base = color * v_color * texel;
    if (alpha_mode == 1 && base.a < cutoff) discard;
    if (alpha_mode == 2 && base.a < 0.004) discard;
    vec3 n = normalize(gl_FrontFacing ? v_normal : -v_normal);
    vec3 result = base.rgb;
    if (shading == 0) result = lit(base.rgb, n);
    if (shading == 1) result = toon(base.rgb, shade * v_color.rgb * texel.rgb, n);
    result = pow(clamp(result + glow, 0.0, 1.0), vec3(1.0 / 2.2));
    drawn = vec4(result, alpha_mode == 2 ? base.a : 1.0);
}
