# shellcheck shell=bash
# What show_install looks at from inside its Debian, as the user there. Each prints one line.
here=$HOME/.local/share/voice_skill
service() { if [ -e ~/.config/systemd/user/voice-skill.service ]; then systemctl --user "$@"; else systemctl "$@"; fi; }
ask() { ~/.local/bin/voice-skill ask "$@"; }
process() { service show --property=MainPID --value voice-skill; }

# Whether the service runs, and starts by itself, and the version whose files the process was started from.
runs() {
    printf '%s, %s, version %s\n' "$(service is-active voice-skill)" "$(service is-enabled voice-skill)" \
        "$(tr '\0' '\n' <"/proc/$(process)/cmdline" | sed -n 's,.*/versions/\([0-9.]*\)-.*,\1,p' | sort -u | xargs)"
}

# crash: ends the process as a crash would, and waits until another one is ready.
crash() {
    local before another=0
    before=$(process)
    kill -9 "$before"
    until [ "$another" != 0 ] && [ "$another" != "$before" ] && [ "$(service is-active voice-skill)" = active ]; do
        sleep 0.2
        another=$(process)
    done
}

# timers keep, then timers same: whether the same timers end in the same moments.
timers() { "$here/current/bin/python" ~/box/scripts/seen.py "$1" ~/box/ends.json; }

# The unit and its drop-ins, as one number.
unit() { cat ~/.config/systemd/user/voice-skill.service{,.d/*} 2>/dev/null | sha256sum | cut -c1-12; }

# Every file where an installation could leave one, and whatever has our name.
everything() {
    sudo find ~ /etc /usr /opt /var/lib/systemd/linger -path ~/box -prune -o ! -type d -printf '%p %s %T@\n'
    sudo find / \( -path /proc -o -path /sys -o -path ~/box \) -prune -o -iname '*voice[_-]skill*' -print
}

# new_files 1 or 1-: what is there now and was not when `everything` went into ~/box/before; by name, or changed too.
new_files() {
    comm -13 <(cut -d' ' -f"$1" ~/box/before | sort) <(everything | cut -d' ' -f"$1" | sort) | sed '$!d; s/^/such as /'
}

# probe PYTHON: the installed unit as it is, with its drop-in, but what it starts tries to reach something.
probe() {
    local folder=/etc/systemd/system admin=sudo manager='sudo systemctl' log='sudo journalctl' since
    if [ -e ~/.config/systemd/user/voice-skill.service ]; then
        folder=~/.config/systemd/user admin='' manager='systemctl --user' log='journalctl --user'
    fi
    sed "s|^ExecStart=.*|ExecStart=/usr/bin/python3 -c \"import socket; $1\"|
        s/^Type=notify/Type=oneshot/; /^Restart/d; /^WatchdogSec/d; /^NotifyAccess/d; /^RuntimeDirectory/d" $folder/voice-skill.service |
        $admin tee $folder/probe.service >/dev/null
    [ ! -d $folder/voice-skill.service.d ] || $admin cp -rT $folder/voice-skill.service.d $folder/probe.service.d
    since=$(date +%s)
    $manager daemon-reload
    $manager start probe 2>/dev/null
    sleep 1
    $log --no-pager -o cat -u probe --since "@$since" | grep -E '^([A-Za-z]*Error|sent)' | tail -n 1
    $admin rm -rf $folder/probe.service $folder/probe.service.d
    $manager daemon-reload
}
