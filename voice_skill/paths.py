"""The folders that everything of one user lives in; the environment moves them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True)
class Paths:
    """Where things live for this user; the XDG variables of the environment move them."""

    settings_file: Path
    state: Path
    """Timers: must survive a pulled plug."""
    cache: Path
    """Rendered prompts, language models: may be deleted at any time."""
    models: Path
    routines: Path
    """The user's own routines, one file each."""
    runtime: Path
    """The socket of the running engine: gone after a restart of the machine."""

    @classmethod
    def of_user(cls) -> Paths:
        """The folders of the user who runs this; none is created."""
        dirs = PlatformDirs("voice_skill", appauthor=False)
        return cls(
            settings_file=dirs.user_config_path / "settings.toml",
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
            models=dirs.user_data_path / "models",
            routines=dirs.user_config_path / "routines",
            runtime=_runtime_folder(dirs.user_state_path),
        )


SYSTEM_RUNTIME = Path("/run/voice_skill")
"""The folder of the system unit (`RuntimeDirectory=`), there only while that runs."""


def _runtime_folder(state: Path) -> Path:
    """Only this user's own folder will do; a shared /tmp lets others put a socket in its place."""
    if os.access(SYSTEM_RUNTIME, os.W_OK) and SYSTEM_RUNTIME.stat().st_uid == os.getuid():
        return SYSTEM_RUNTIME
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    return folder / "voice_skill" if os.access(folder, os.W_OK) else state
