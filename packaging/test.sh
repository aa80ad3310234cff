#!/usr/bin/env bash
# Set up and run every check, as CI does; stops at the first failure and prints each step's time.
#     bash packaging/test.sh
# MOCAP_VENV and MOCAP_BLENDER_VENV name other folders for the two virtual environments.
# MOCAP_BUNDLE=1 also builds the bundle and its Debian package (minutes) and drives them.
# MOCAP_OLD_BLENDER=1 also installs Debian's Blender, half a gigabyte, and asks it, too; so does CI.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

BLENDER_VENV="${MOCAP_BLENDER_VENV:-$ROOT/.venv-blender}"
TORCH="torch==2.13.0"
BLENDER=("bpy==5.0.1" "numpy<2")
# A second reader of FBX files.
UFBX="ufbx==0.0.5"
# Khronos' judge of glTF files, and a program that reads FBX files with Autodesk's own SDK.
JUDGES=("gltf-validator@2.0.0-dev.3.10" "fbx2gltf@0.9.7")
TEST_PACKAGES=(
    "${SYSTEM_PACKAGES[@]}" xvfb
    # for Blender as a module
    libsm6 libxi6 libxrender1 libxxf86vm1 libxfixes3
)
# Not compiled at once: of torch and Blender, most files are never imported.
PIP=(-m pip install --quiet --no-compile --disable-pip-version-check)

# step NAME COMMAND...: run a command, say how long it took, end everything if it fails.
step() {
    local name="$1" start="$SECONDS" code=0
    shift
    printf '\n== %s\n' "$name"
    # In a subshell of its own: inside `||`, set -e would be off.
    set +e
    (set -e; "$@")
    code=$?
    set -e
    printf -- '-- %s: %d s\n' "$name" "$((SECONDS - start))"
    if [ "$code" != 0 ]; then
        printf 'FAILED: %s (after %d s in all)\n' "$name" "$SECONDS"
        exit "$code"
    fi
}

install_project() {
    local mark python
    mark="$(fingerprint test)"
    ! is_stamped "$VENV" test "$mark" || return 0
    python="$(find_python)"
    make_venv "$VENV" "$python"
    # First and by itself: together with the rest, pip may settle on another build of torch.
    "$(venv_bin "$VENV")/python" "${PIP[@]}" "$TORCH"
    "$(venv_bin "$VENV")/python" "${PIP[@]}" --constraint "$CONSTRAINTS" --editable "$ROOT[dev,train]"
    stamp "$VENV" test "$mark"
}

# Blender has an environment of its own, because it wants a NumPy older than ours.
install_blender() {
    local mark python
    mark="$(fingerprint blender "${BLENDER[@]}")"
    ! is_stamped "$BLENDER_VENV" blender "$mark" || return 0
    python="$(find_python)"
    if make_venv "$BLENDER_VENV" "$python" &&
        "$(venv_bin "$BLENDER_VENV")/python" "${PIP[@]}" "${BLENDER[@]}" &&
        "$(venv_bin "$BLENDER_VENV")/python" -c 'import bpy; print("Blender", bpy.app.version_string)'; then
        stamp "$BLENDER_VENV" blender "$mark"
        return 0
    fi
    if [ -n "${CI:-}" ]; then
        printf 'Blender could not be installed, and here its test must run.\n'
        return 1
    fi
    printf '%s\n' '************************************************************************' \
        'Blender (bpy 5.0.1, for Python 3.11 only) could not be installed:' \
        'the Blender import test WILL BE SKIPPED.' \
        '************************************************************************'
}

# Further judges of the exports; without one its test is skipped.
install_judges() {
    local mark
    mark="$(fingerprint ufbx "$UFBX")"
    if ! is_stamped "$BLENDER_VENV" ufbx "$mark"; then
        if "$(venv_bin "$BLENDER_VENV")/python" "${PIP[@]}" "$UFBX" "${BLENDER[@]}"; then
            stamp "$BLENDER_VENV" ufbx "$mark"
        else
            say "$UFBX could not be installed: its test will be skipped."
        fi
    fi
    if command -v npm >/dev/null; then
        mark="$(fingerprint judges "${JUDGES[@]}")"
        if ! is_stamped "$BLENDER_VENV" judges "$mark"; then
            if npm install --silent --no-audit --no-fund --ignore-scripts \
                --prefix "$BLENDER_VENV/npm" "${JUDGES[@]}"; then
                chmod +x "$BLENDER_VENV/npm/node_modules/fbx2gltf/bin/Linux/FBX2glTF" || true
                stamp "$BLENDER_VENV" judges "$mark"
            else
                say "npm could not install ${JUDGES[*]}: their tests will be skipped."
            fi
        fi
    fi
    if [ -n "${CI:-}${MOCAP_OLD_BLENDER:-}" ]; then
        system_packages blender || say "The tests with the system's Blender will be skipped."
    fi
}

# All at the same time: each of them mostly waits for the network and the disk.
install_all() {
    local blender log code=0
    log="$(mktemp)"
    { install_blender && { [ ! -e "$BLENDER_VENV/.stamp-blender" ] || install_judges; }; } \
        >"$log" 2>&1 &
    blender=$!
    install_project || code=$?
    wait "$blender" || code=$?
    cat "$log"
    rm -f "$log"
    return "$code"
}

# A real X server that ends with this shell. Not xvfb-run: it waits for a signal that a busy machine
# may give before it listens, while the number of the screen comes when the server is ready.
start_screen() {
    local number
    coproc SCREEN {
        exec Xvfb -displayfd 1 -screen 0 1920x1200x24 +extension GLX -nolisten tcp 2>/dev/null
    }
    trap 'kill "$SCREEN_PID" 2>/dev/null || true' EXIT
    read -r -t 120 number <&"${SCREEN[0]}" || die "Xvfb, the X server for tests, does not start."
    export DISPLAY=":$number"
}

run_tests() {
    if [ -e "$BLENDER_VENV/.stamp-blender" ]; then
        MOCAP_BPY_PYTHON="$(venv_bin "$BLENDER_VENV")/python"
        export MOCAP_BPY_PYTHON
    fi
    if [ -e "$BLENDER_VENV/.stamp-judges" ]; then
        export MOCAP_GLTF_VALIDATOR="$BLENDER_VENV/npm/node_modules/gltf-validator"
        if [ "$(uname -sm)" = "Linux x86_64" ]; then
            export MOCAP_FBX2GLTF="$BLENDER_VENV/npm/node_modules/fbx2gltf/bin/Linux/FBX2glTF"
        fi
    fi
    # With Mesa's software OpenGL the window is tested as it is used.
    start_screen
    export QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 PYTHONFAULTHANDLER=1
    ask_pytest --durations=15 && return
    # Exit code 1 says that tests failed; anything else (a crash, an interrupt) is final.
    local code=$?
    [ "$code" = 1 ] || return "$code"
    # Threads, windows and real time: on a crowded machine one test in thousands may be unlucky. One
    # that fails again by itself is broken; one that does not is named, as it wants a better test.
    printf '\n-- the tests that failed, once more by themselves:\n'
    ask_pytest --last-failed --last-failed-no-failures none -rA
    printf 'UNSTABLE: the tests above failed once and passed when they ran again.\n'
}

# What hangs beyond all other limits says where, and ends.
ask_pytest() {
    timeout --foreground --signal=ABRT --kill-after=30 45m "$BIN/python" -m pytest -q "$@"
}

step "system packages" system_packages "${TEST_PACKAGES[@]}"
step "environments" install_all
BIN="$(venv_bin "$VENV")"
step "ruff format" "$BIN/ruff" format --check .
step "ruff check" "$BIN/ruff" check .
step "mypy" "$BIN/mypy"
if [ -n "${MOCAP_BUNDLE:-}" ]; then
    command -v dpkg-deb >/dev/null && kind=(--deb) || kind=()
    step "bundle" bash packaging/build.sh "${kind[@]}"
    export MOCAP_BUNDLE_DIR="$ROOT/dist/mocap-app"
fi
step "pytest" run_tests
printf '\nAll checks passed in %d s.\n' "$SECONDS"
