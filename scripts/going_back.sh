# shellcheck shell=bash
# The way back of an update: what ran is kept beside the versions until the new one has shown that it runs.
#   before/version, before/unit, before/trigger.conf     the last only where a trigger opened the way to its address
before=$data/before

# remember VERSION KIND: what go_back needs. The version is written last: without it nothing was switched.
remember() {
    forget_before
    act mkdir -p "$before"
    if [ -n "$2" ]; then
        act cp "$(unit_file "$2")" "$before/unit"
        [ ! -e "$(trigger_file "$2")" ] || act cp "$(trigger_file "$2")" "$before/trigger.conf"
    fi
    put "$before/version" <<<"$1"
}

remembered() { cat "$before/version" 2>/dev/null || true; }

forget_before() { act rm -rf "$before"; }

# go_back KIND: the version that was remembered, with its own unit and trigger, and running; false where it fails.
go_back() {
    switch_to "$(remembered)"
    [ "$(current_version)" = "$(remembered)" ] || return 1
    if [ -n "$1" ]; then
        restore "$1" "$before/unit" "$(unit_file "$1")" &&
            restore "$1" "$before/trigger.conf" "$(trigger_file "$1")" &&
            manager "$1" daemon-reload && start_unit "$1" || return 1
    fi
    forget_before
}

# restore KIND KEPT FILE: the file as it was kept, or none where none was.
restore() {
    local admin=act
    [ "$1" = user ] || admin=as_admin
    if [ -e "$2" ]; then
        $admin mkdir -p "$(dirname "$3")" && $admin cp "$2" "$3"
    else
        $admin rm -f "$3"
    fi
}
