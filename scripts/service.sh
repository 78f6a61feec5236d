# shellcheck shell=bash
# What install, update and uninstall share: where things lie, the versions side by side, and the units.
#   ~/.local/share/voice_skill/versions/VERSION   one environment each
#   ~/.local/share/voice_skill/current            a link to the one that is used
#   ~/.local/bin/voice-skill                      a link into current
data=${XDG_DATA_HOME:-$HOME/.local/share}/voice_skill
state=${XDG_STATE_HOME:-$HOME/.local/state}/voice_skill
cache=${XDG_CACHE_HOME:-$HOME/.cache}/voice_skill
config=${XDG_CONFIG_HOME:-$HOME/.config}
runtime=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/voice_skill
bin=$HOME/.local/bin
unit=voice-skill.service
user_unit=$config/systemd/user/$unit
system_unit=/etc/systemd/system/$unit
model=vosk-model-small-en-us-0.15
ready_s=60

# act COMMAND...: do it, or with --dry-run only say so.
act() {
    if [ -n "${dry:-}" ]; then say "   would run: $*"; else "$@"; fi
}

# put FILE: the text on stdin becomes this file, as a whole or not at all.
put() {
    local text
    text=$(cat)
    if [ -n "${dry:-}" ]; then
        say "   would write $1"
        return
    fi
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$text" >"$1.new"
    mv -f "$1.new" "$1"
}

as_admin() {
    if [ "$(id -u)" -eq 0 ]; then act "$@"; else act sudo "$@"; fi
}

# The version and the content it was made from: an update from the same checkout is another one.
version_here() {
    local version
    version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/voice_skill/__init__.py")
    printf '%s-%s\n' "$version" "$(sources | sha256sum | cut -c1-10)"
}

sources() {
    (cd "$root" && find voice_skill intents models setup.cfg pyproject.toml requirements.lock -type f \
        ! -name '*.pyc' ! -path '*.egg-info*' -print0 | sort -z | xargs -0 sha256sum)
}

current_version() { basename "$(readlink "$data/current" 2>/dev/null)" 2>/dev/null || true; }

run_setup_packages() {
    if [ -n "${dry:-}" ]; then
        "$root/scripts/setup" --packages --dry-run
    else
        "$root/scripts/setup" --packages
    fi
}

# install_version VERSION FROM: a new environment beside the others; nothing uses it yet.
install_version() {
    local version=$1 from=$2 folder=$data/versions/$1 python offline=()
    if [ -e "$folder/.complete" ]; then
        say "   It is there already."
        return
    fi
    python=$("$root/scripts/setup" --python)
    [ -z "$from" ] || offline=(--no-index --find-links "$from")
    say "   Into $folder, with Python $(python_version "$python")"
    if [ -n "${dry:-}" ]; then
        say "   would make an environment there, with exactly the packages of requirements.lock"
        return
    fi
    rm -rf "$folder"
    mkdir -p "$folder"
    chmod 700 "$data" "$data/versions"
    "$python" -m venv "$folder" || fail "The environment $folder could not be made: see above."
    local pip=("$folder/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check "${offline[@]}")
    # The pinned tool that builds comes first: srt, which has no wheel, is built by it.
    locked '^setuptools==' >"$folder/tools.lock"
    "${pip[@]}" --require-hashes --only-binary :all: -r "$folder/tools.lock" &&
        "${pip[@]}" --require-hashes --only-binary :all: --no-binary srt --no-build-isolation --use-pep517 \
            -r "$root/requirements.lock" ||
        fail "The Python packages could not be installed: see above. What ran before runs on."
    "${pip[@]}" --no-deps --no-build-isolation "$(copied_sources "$folder")" ||
        fail "The assistant could not be installed: see above. What ran before runs on."
    rm -rf "$folder/src" "$folder/tools.lock"
    "$folder/bin/python" -m compileall -q "$folder/lib" >/dev/null || true
    touch "$folder/.complete"
}

# locked PATTERN: the entries of the lock file whose first line fits, with their hashes.
locked() { awk -v pattern="$1" '/^[^ #]/ { wanted = $0 ~ pattern } wanted' "$root/requirements.lock"; }

# The build writes beside its sources, and those of a person stay as they are.
copied_sources() {
    mkdir -p "$1/src"
    (cd "$root" && cp -r voice_skill intents models setup.cfg pyproject.toml README.md LICENSE NOTICE "$1/src/")
    rm -rf "$1"/src/*.egg-info
    printf '%s\n' "$1/src"
}

# switch_to VERSION: in one step, so that there is never none.
switch_to() {
    act ln -sfn "versions/$1" "$data/current.new"
    act mv -fT "$data/current.new" "$data/current"
    act mkdir -p "$bin" "$state" "$cache"
    act chmod 700 "$state" "$cache"
    act ln -sfn "$data/current/bin/voice-skill" "$bin/voice-skill"
}

# Two versions stay: the one in use and the one before it.
drop_old_versions() {
    local keep=" $* " folder
    for folder in "$data"/versions/*; do
        [[ -d $folder && $keep != *" $(basename "$folder") "* ]] && act rm -rf "$folder"
    done
    return 0
}

fetch_model() {
    local archive=()
    [ -z "$1" ] || archive=(--from "$1/$model.zip")
    if [ -n "$1" ] && [ ! -e "$1/$model.zip" ]; then
        say "   There is no $model.zip in $1; PocketSphinx hears, from its own package."
        return
    fi
    if [ -d "$data/models/$model" ]; then
        say "   It is there already."
        return
    fi
    if ! act "$bin/voice-skill" models fetch "$model" "${archive[@]}"; then
        say "   It could not be fetched; PocketSphinx hears meanwhile. Later: voice-skill models fetch $model"
        return
    fi
    # Only a model that has passed is used.
    act "$bin/voice-skill" models verify || say "   It did not pass its test here; PocketSphinx hears."
}

choose_sound() {
    if [ ! -t 0 ]; then
        say "   Nobody is at the keyboard: run \`voice-skill sound\` when you are."
        return
    fi
    act "$bin/voice-skill" sound || say "   Not settled yet: run \`voice-skill sound\` when it is plugged in."
}

rendered() {
    sed -e "s|@VOICE_SKILL@|$data/current/bin/voice-skill|; s|@STATE@|$state|; s|@CACHE@|$cache|; s|@USER@|$(id -un)|" \
        "$root/scripts/units/$1.service"
}

# A trigger in the settings opens the way to its address alone; without one there is no drop-in.
drop_in() {
    [ -n "${dry:-}" ] && [ ! -x "$bin/voice-skill" ] && return
    "$bin/voice-skill" drop-in "$1"
}

install_unit() {
    local text
    text=$(drop_in "$1")
    if [ "$1" = user ]; then
        rendered user | put "$user_unit"
        if [ -n "$text" ]; then
            printf '%s' "$text" | put "$user_unit.d/trigger.conf"
        else
            act rm -rf "$user_unit.d"
        fi
        linger
        user_systemctl daemon-reload
        user_systemctl enable --quiet "$unit"
        return
    fi
    rendered system | as_admin tee "$system_unit" >/dev/null
    if [ -n "$text" ]; then
        as_admin mkdir -p "$system_unit.d"
        printf '%s' "$text" | as_admin tee "$system_unit.d/trigger.conf" >/dev/null
    else
        as_admin rm -rf "$system_unit.d"
    fi
    as_admin systemctl daemon-reload
    as_admin systemctl enable --quiet "$unit"
}

# From boot on, without a login; uninstall turns off only what was turned on here.
linger() {
    [ "$(loginctl show-user "$(id -un)" -p Linger --value 2>/dev/null)" != yes ] || return 0
    if as_admin loginctl enable-linger "$(id -un)"; then
        act touch "$data/.lingers"
    else
        say "   Lingering could not be turned on: it starts with your first login."
    fi
}

# remove_unit KIND: stopped and gone; does nothing where it is not installed.
remove_unit() {
    local file
    file=$(unit_file "$1")
    [ -e "$file" ] || return 0
    manager "$1" disable --now --quiet "$unit" || true
    if [ "$1" = user ]; then
        act rm -rf "$file" "$file.d"
        if [ -e "$data/.lingers" ]; then
            as_admin loginctl disable-linger "$(id -un)"
            act rm -f "$data/.lingers"
        fi
    else
        as_admin rm -rf "$file" "$file.d"
    fi
    manager "$1" daemon-reload || true
}

unit_file() { if [ "$1" = user ]; then echo "$user_unit"; else echo "$system_unit"; fi; }

trigger_file() { echo "$(unit_file "$1").d/trigger.conf"; }

# Which of the two is installed: user, system or nothing.
installed_unit() {
    if [ -e "$user_unit" ]; then echo user; elif [ -e "$system_unit" ]; then echo system; fi
}

user_systemctl() {
    export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
    # Lingering starts the manager of the user a moment later.
    local waited=0
    until [ -S "$XDG_RUNTIME_DIR/systemd/private" ] || [ -n "${dry:-}" ] || [ $waited -ge 20 ]; do
        sleep 0.5
        waited=$((waited + 1))
    done
    act systemctl --user "$@"
}

manager() {
    if [ "$1" = user ]; then user_systemctl "${@:2}"; else as_admin systemctl "${@:2}"; fi
}

# start_unit KIND: false where it is not ready in time, or can only ring.
start_unit() {
    local log=journalctl
    [ "$1" != user ] || log='journalctl --user'
    manager "$1" stop "$unit" || true
    # What another version counted says nothing about this one, which would only ring.
    act rm -f "$runtime/early_ends.json" "$state/early_ends.json"
    # It waits for "ready", which the unit gives it a minute for.
    if ! manager "$1" start "$unit"; then
        say "   It did not get ready in $ready_s seconds: see $log -u $unit"
        return 1
    fi
    [ -z "${dry:-}" ] || return 0
    if [[ $(manager "$1" show --property=StatusText --value "$unit") = *"only ring"* ]]; then
        say "   It can only ring: see $log -u $unit"
        return 1
    fi
    say "   It runs."
}
