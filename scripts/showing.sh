# shellcheck shell=bash
# What show_install and show_arm64 share: a Debian of their own in a folder, a release with its packages, and a
# place in the documents for what they printed.

need_root() { [ "$(id -u)" -eq 0 ] || fail "This makes a system of its own: run it as root."; }

# release_into FOLDER MACHINE PYTHON: what scripts/bundle packs, with every package, unpacked as FOLDER/box.
release_into() {
    local archive
    archive=$(mktemp --suffix=.tar.gz)
    "$root/scripts/bundle" "$archive" --packages "$2" "$3" && mkdir -p "$1" && rm -rf "$1/box" "$1/$(basename "$archive" .tar.gz)" &&
        tar -xzf "$archive" -C "$1" && mv "$1/$(basename "$archive" .tar.gz)" "$1/box" || fail "No release could be made: see above."
    rm -f "$archive"
}

# quote NAME: what was printed, on stdin, goes between the marks of that name in docs/shown.md.
quote() {
    set_up run || "$root/scripts/setup"
    (cd "$root" && "$venv/bin/python" -c 'import sys
from pathlib import Path
from scripts.benchmarks.tables import write_block
write_block(Path("docs/shown.md"), sys.argv[1], f"```\n{sys.stdin.read().strip()}\n```")' "$1")
}
