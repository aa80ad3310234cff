#version 330 core
// A pool of light on the floor with the soft shadow of the person in it.

uniform sampler2D shadow;

in vec2 v_place;

layout(location = 0) out vec4 drawn;

void main() {
    float light = smoothstep(1.0, 0.0, length(v_place));
    float dark = 0.95 * texture(shadow, 0.5 + 0.5 * v_place).r;
    vec3 floor_color = mix(vec3(0.235, 0.255, 0.29), vec3(0.02, 0.022, 0.028), dark);
    drawn = vec4(floor_color, light);
}
