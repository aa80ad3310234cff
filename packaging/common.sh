# Shared by run.sh and test.sh, which source it. Everything it says goes to standard error, so that
# `run.sh bench clip.mp4 --json` still prints one JSON object and nothing else.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="${MOCAP_VENV:-$ROOT/.venv}"
CONSTRAINTS="$ROOT/packaging/constraints.txt"

# What Qt, its xcb plugin and OpenGL need from the system; wheels cannot carry these.
SYSTEM_PACKAGES=(
    libgl1 libegl1 libgl1-mesa-dri libopengl0 libglib2.0-0 libfontconfig1 libdbus-1-3
    libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xfixes0 libxcb-xinerama0 libglx-mesa0
    fonts-dejavu-core
)

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Print the path of a Python of at least 3.11. The exact pins were tried on 3.11, so it comes first.
# A pyenv shim may exist and still not run: hence the trial.
find_python() {
    local candidate
    for candidate in "${MOCAP_PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3 python; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
            >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    die "Python 3.11 or newer is needed and was not found. Install it (Debian, Ubuntu:" \
        "sudo apt-get install python3 python3-venv), or name it in MOCAP_PYTHON."
}

# Run a command as root if that needs no password; otherwise return 1 without running it.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# system_packages NAME...: install the Debian packages that are missing, or name them.
# Returns 1 if some are still missing.
system_packages() {
    command -v dpkg-query >/dev/null || {
        [ "$(uname -s)" != Linux ] || say "If the window does not open, install what this system calls: $*"
        return 0
    }
    local name missing=()
    for name in "$@"; do
        # From 2024 on some names end in t64; either one will do. The query fails for the other one.
        { dpkg-query -W -f '${db:Status-Status}\n' "$name" "${name}t64" 2>/dev/null || true; } |
            grep -qx installed || missing+=("$name")
    done
    [ "${#missing[@]}" != 0 ] || return 0
    say "System packages missing: ${missing[*]}"
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
        return 0
    fi
    say "They could not be installed from here. Please run:"
    say "    sudo apt-get install ${missing[*]}"
    return 1
}

# make_venv FOLDER PYTHON: a virtual environment, unless a working one is there.
make_venv() {
    "$(venv_bin "$1")/python" -c 'import pip' >/dev/null 2>&1 && return
    "$2" -c 'import ensurepip' >/dev/null 2>&1 || system_packages python3-venv ||
        die "This Python cannot make virtual environments: its venv module is missing."
    say "Making a virtual environment in $1"
    "$2" -m venv --clear "$1" >&2
}

# Where a virtual environment keeps its programs (Scripts on Windows).
venv_bin() { if [ -d "$1/Scripts" ]; then echo "$1/Scripts"; else echo "$1/bin"; fi; }

# fingerprint TEXT...: a hash of everything an installation depends on.
fingerprint() {
    { printf '%s\n' "$@" "$ROOT"; cat "$ROOT/pyproject.toml" "$CONSTRAINTS" "$ROOT"/packaging/*.sh; } |
        cksum
}

# is_stamped FOLDER NAME FINGERPRINT / stamp FOLDER NAME FINGERPRINT: what was installed and works.
is_stamped() { [ "$(cat "$1/.stamp-$2" 2>/dev/null)" = "$3" ]; }
stamp() { printf '%s\n' "$3" >"$1/.stamp-$2"; }
