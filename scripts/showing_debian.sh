# shellcheck shell=bash
# The Debian of show_install: made by debootstrap, with a user, a release, and a systemd in namespaces of its own.
# Uses $debian, the folder, and $manager, the process of that systemd.
box=$debian/home/bed/box

make_debian() {
    [ -x "$debian/lib/systemd/systemd" ] ||
        debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,sudo,python3,python3-venv,espeak-ng,libportaudio2,alsa-utils,libasound2-plugins,procps \
            bookworm "$debian" >&2 || fail "The Debian in $debian could not be made: see above."
    chroot "$debian" userdel -rf bed >/dev/null 2>&1 || true
    # What was logged in an earlier run shows nothing.
    rm -rf "$debian"/var/log/journal/* "$debian/var/lib/systemd/linger/bed" "$debian"/etc/systemd/system/voice-skill.service*
    chroot "$debian" useradd -m -s /bin/bash bed
    echo 'bed ALL=(ALL) NOPASSWD: ALL' >"$debian/etc/sudoers.d/bed"
    grep -qs "$(uname -n)" "$debian/etc/hosts" || echo "127.0.0.1 localhost $(uname -n)" >>"$debian/etc/hosts"
    release_into "$debian/home/bed" "$(uname -m)" "$(chroot "$debian" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    local name
    for name in "${!releases[@]}"; do release "$name" ${releases[$name]}; done
    chroot "$debian" chown -R bed: /home/bed
}

# release NAME VERSION [FILE LINE...]: the same program as another version, with this line at the end of that file.
release() {
    local folder=$debian/home/bed/another
    cp -r "$box" "$folder"
    rm -f "$folder"/*.tar.gz
    sed -i "s/^__version__ = .*/__version__ = \"$2\"/" "$folder/voice_skill/__init__.py"
    [ $# -lt 4 ] || echo "${*:4}" >>"$folder/$3"
    tar -czf "$box/$(archive_of "$1")" -C "$debian/home/bed" another
    rm -rf "$folder"
}

archive_of() { echo "${1// /_}.tar.gz"; }

# boot [another]: with "another" as after a power cut, when the kernel has a new number for its start. There is no
# network but a loopback.
boot() {
    cat /proc/sys/kernel/random/uuid >"$debian/boot_id"
    unshare --mount --pid --uts --ipc --net --cgroup --fork bash -c "
        mount --make-rprivate / && mount --bind '$debian' '$debian' && cd '$debian'
        mount -t proc proc proc; mount -t sysfs sysfs sys; mount -t cgroup2 cgroup2 sys/fs/cgroup
        mount -t tmpfs -o mode=755 tmpfs run; mount -t tmpfs -o mode=1777 tmpfs tmp; mount -t tmpfs -o mode=755 tmpfs dev
        [ '${1:-}' != another ] || mount --bind boot_id proc/sys/kernel/random/boot_id
        for one in null zero full random urandom tty; do touch dev/\$one; mount --bind /dev/\$one dev/\$one; done
        mkdir dev/pts dev/shm; mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
        mount -t tmpfs -o mode=1777 tmpfs dev/shm; ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
        exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /lib/systemd/systemd" >/dev/null 2>&1 &
    local outside=$! waited=0
    until manager=$(pgrep -P "$outside") && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; do
        sleep 1
        waited=$((waited + 1))
        [ $waited -lt 90 ] || fail "No systemd starts here in namespaces of its own."
    done
}

power_off() {
    inside systemctl --no-block poweroff >/dev/null 2>&1 || true
    sleep 8
    kill -9 "$manager" 2>/dev/null || true
    wait 2>/dev/null || true
}

inside() {
    nsenter -t "$manager" -m -p -u -i -n -C -r -w \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8 "$@"
}

# In the folder of the release, with what scripts/seen.sh can look at.
as_bed() { inside su - bed -c "export XDG_RUNTIME_DIR=/run/user/\$(id -u); cd ~/box; . scripts/seen.sh; $1"; }
