"""hassil with the English timer sentences of home-assistant-intents, as Home Assistant does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

LABELS = {
    "HassStartTimer": "timer.start",
    "HassCancelTimer": "timer.cancel",
    "HassCancelAllTimers": "timer.cancel/all",
    "HassIncreaseTimer": "timer.extend",
    "HassDecreaseTimer": "timer.extend/less",
    "HassPauseTimer": "timer.pause",
    "HassUnpauseTimer": "timer.resume",
    "HassTimerStatus": "timer.query",
}
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}


def learn(course: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """It brings its own sentences and needs no course."""
    import home_assistant_intents
    from hassil import Intents, recognize_best

    file = Path(home_assistant_intents.__file__).parent / "data" / "en.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["intents"] = {name: content["intents"][name] for name in LABELS}
    # A home without named rooms and devices.
    content["lists"] |= {name: {"values": ["home"]} for name in ("area", "floor", "name")}
    intents = Intents.from_dict(content)

    recognize_best("start a timer for ten minutes", intents, language="en")  # builds its tables

    def ask(text: str) -> dict[str, Any]:
        found = recognize_best(text, intents, best_slot_name="name", language="en")
        if found is None:
            return {"label": "unknown", "score": 0.0}
        slots = {name: entity.value for name, entity in found.entities.items()}
        parts = [slots[name] * each for name, each in _SECONDS.items() if name in slots]
        length_s = sum(parts) if parts else None
        return {"label": LABELS[found.intent.name], "score": 1.0, "length_s": length_s}

    return ask
