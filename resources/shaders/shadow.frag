#version 330 core

in float v_inside;

void main() {
    if (v_inside < 0.0) discard;
}
