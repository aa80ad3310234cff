#version 330 core
// The nearer to the floor, the darker its shadow.

in float v_height;

layout(location = 0) out vec4 darkness;

void main() {
    darkness = vec4(exp(-1.5 * v_height));
}
