"""Sound in and out: files, microphone, loudspeaker."""
