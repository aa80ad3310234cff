#!/usr/bin/env bash
# Build the program as one folder that needs no Python, dist/mocap-app; takes some minutes.
#     bash packaging/build.sh          # the folder
#     bash packaging/build.sh --deb    # and a Debian package of it, dist/mocap-app_VERSION_ARCH.deb
# It runs on Linux systems with a C library at least as new as that of the machine that built it.
# For Windows and macOS see the spec files in packaging/pyinstaller; they were not tried.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

# An environment without torch and the tools for tests: nothing of them can slip in.
BUNDLE_VENV="$ROOT/build/venv"
BUNDLE="$ROOT/dist/mocap-app"
PYINSTALLER="pyinstaller==6.22.3"
MOST_MB=350

install_bundler() {
    local mark wanted
    mark="$(fingerprint bundle "$PYINSTALLER")"
    ! is_stamped "$BUNDLE_VENV" bundle "$mark" || return 0
    make_venv "$BUNDLE_VENV" "$(find_python)"
    # Not the project itself: it is read from this folder, and a second copy would only confuse.
    mapfile -t wanted < <("$BUNDLE_VENV/bin/python" -c '
import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")')
    "$BUNDLE_VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint "$CONSTRAINTS" "${wanted[@]}" "$PYINSTALLER" >&2
    stamp "$BUNDLE_VENV" bundle "$mark"
}

build_folder() {
    local python="$BUNDLE_VENV/bin/python" megabytes
    "$python" packaging/icons.py build/icons
    "$python" packaging/licences.py collect build/LICENSES-bundled.txt
    "$python" -m PyInstaller --noconfirm --log-level WARN --distpath dist \
        --workpath build/pyinstaller packaging/pyinstaller/linux.spec
    "$python" packaging/pyinstaller/slim.py "$BUNDLE/_internal"
    "$python" packaging/licences.py check "$BUNDLE"
    megabytes="$(($(du --summarize --bytes "$BUNDLE" | cut -f1) / 1000000))"
    say "$BUNDLE: $megabytes MB"
    [ "$megabytes" -le "$MOST_MB" ] || die "It must not be larger than $MOST_MB MB."
}

build_deb() {
    local tree="$ROOT/build/deb" version depends icon
    version="$("$BUNDLE/mocap-app" --version)"
    rm -rf "$tree"
    mkdir -p "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin" "$tree/usr/share/doc/mocap-app" \
        "$tree/usr/share/applications"
    cp -a "$BUNDLE" "$tree/usr/lib/mocap-app"
    ln -s ../lib/mocap-app/mocap-app "$tree/usr/bin/mocap-app"
    cp packaging/linux/mocap-app.desktop "$tree/usr/share/applications/"
    for icon in build/icons/*x*.png; do
        install -D -m 644 "$icon" \
            "$tree/usr/share/icons/hicolor/$(basename "$icon" .png)/apps/mocap-app.png"
    done
    install -D -m 644 resources/icons/mocap_app.svg \
        "$tree/usr/share/icons/hicolor/scalable/apps/mocap-app.svg"
    cat LICENSE build/LICENSES-bundled.txt >"$tree/usr/share/doc/mocap-app/copyright"
    # Either name will do: from 2024 on some end in t64.
    depends="$(for name in "${SYSTEM_PACKAGES[@]}"; do printf '%s | %st64, ' "$name" "$name"; done)"
    cat >"$tree/DEBIAN/control" <<CONTROL
Package: mocap-app
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: The mocap-app authors <mocap-app@localhost>
Installed-Size: $(du --summarize --block-size=1024 "$tree/usr" | cut -f1)
Depends: ${depends%, }
Section: graphics
Priority: optional
Description: live 3D motion capture from one ordinary webcam
 Records takes and exports BVH, FBX and GLB files that open right in Blender.
CONTROL
    # xz would save a fifth of the size and take ten minutes on a slow machine.
    dpkg-deb --root-owner-group -Zgzip --build "$tree" dist >&2
}

install_bundler
build_folder
[ "${1:-}" != --deb ] || build_deb
