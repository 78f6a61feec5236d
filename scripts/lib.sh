# shellcheck shell=bash
# What the scripts share: where things are, how they speak, and whether the set-up is still good.
# A PYTHONPATH or PYTHONHOME of the caller would mix other packages into ours.
unset PYTHONPATH PYTHONHOME

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
stamp=$venv/.setup-done

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

python_version() { "$1" -I -S -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# All that an installation depends on; the folder too, since the commands in .venv/bin name it.
fingerprint() {
    {
        cat "$root/setup.cfg" "$root/pyproject.toml"
        printf '%s\n' "$root" "$(python_version "$venv/bin/python")"
    } | sha256sum | cut -d' ' -f1
}

# set_up MODE: whether everything for MODE (run or dev) is installed; a dev installation does for both.
set_up() {
    local done_for='' done_mode=''
    [ -r "$stamp" ] && read -r done_for done_mode <"$stamp"
    [[ $done_mode = dev || $done_mode = "$1" ]] && [ "$done_for" = "$(fingerprint)" ]
}
