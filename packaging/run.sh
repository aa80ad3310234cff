#!/usr/bin/env bash
# Install what is needed (once) and start the application; arguments are passed on:
#     bash packaging/run.sh
#     bash packaging/run.sh capture clip.mp4 -o take.bvh
# MOCAP_VENV names another folder for the virtual environment, MOCAP_PYTHON another Python.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mark="$(fingerprint run "${SYSTEM_PACKAGES[@]}")"
if ! is_stamped "$VENV" run "$mark"; then
    system_packages "${SYSTEM_PACKAGES[@]}" || say "Going on without them; the window may not open."
    python="$(find_python)"
    make_venv "$VENV" "$python"
    say "Installing the application; the first time, about 300 MB come in."
    "$(venv_bin "$VENV")/python" -m pip install --quiet --disable-pip-version-check \
        --constraint "$CONSTRAINTS" --editable "$ROOT" >&2
    stamp "$VENV" run "$mark"
fi
exec "$(venv_bin "$VENV")/mocap-app" "$@"
