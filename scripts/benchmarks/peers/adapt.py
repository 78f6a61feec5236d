"""adapt: keywords. It learns no sentences, so it gets a timer skill as one writes it for adapt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_LENGTH = (
    r"(?P<Length>(?:half )?(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|[a-z]+teen|[a-z]+ty)(?: (?:and|a|half|one|two|three|four|five|six|seven|eight|nine|hundred"
    r"|[a-z]+teen|[a-z]+ty|hours?|minutes?))* (?:hours?|minutes?|seconds?)(?: and a half)?)"
)
KEYWORDS = {
    "Timer": "timer|timers|countdown|countdowns|count down|counter|stopwatch",
    "Start": "set|start|create|make|begin|run|put|give|new|another|remind|tell|alert|wake|count",
    "Cancel": "cancel|stop|end|kill|delete|remove|clear|turn off|shut off|get rid of|forget|drop",
    "Pause": "pause|hold|freeze|suspend",
    "Resume": "resume|continue|unpause|restart|carry on|keep going",
    "More": "add|more|extend|increase|longer|extra|additional|lengthen",
    "Less": "take|off|subtract|decrease|reduce|shorten|less|shorter|cut",
    "Left": "left|remaining|remain|how long|how much time|how much longer|status|check|to go|done",
    "List": "list|what timers|which timers|how many timers|show|any timers",
    "All": "all|every|each",
}
# What an intent needs, and what it takes besides.
INTENTS = {
    "timer.start": [("Timer", "Start Length"), ("Length", "Start Timer")],
    "timer.cancel": [("Cancel Timer", "Length")],
    "timer.cancel/all": [("Cancel All Timer", "")],
    "timer.pause": [("Pause Timer", "Length")],
    "timer.resume": [("Resume Timer", "Length")],
    "timer.extend": [("More Length", "Timer")],
    "timer.extend/less": [("Less Length", "Timer")],
    "timer.query": [("Left", "Timer Length"), ("Left Timer", "Length")],
    "timer.list": [("List Timer", "All")],
}


def learn(course: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """The course is of no use to it."""
    from adapt.engine import IntentDeterminationEngine
    from adapt.intent import IntentBuilder

    engine = IntentDeterminationEngine()
    engine.register_regex_entity(_LENGTH)
    for name, words in KEYWORDS.items():
        for word in words.split("|"):
            engine.register_entity(word, name)
    labels: dict[str, str] = {}
    for label, forms in INTENTS.items():
        for needed, taken in forms:
            name = f"Intent{len(labels)}"
            labels[name] = label
            builder = IntentBuilder(name)
            for keyword in needed.split():
                builder.require(keyword)
            for keyword in taken.split():
                builder.optionally(keyword)
            engine.register_intent_parser(builder.build())

    def ask(text: str) -> dict[str, Any]:
        found = next(engine.determine_intent(text, num_results=1), None)
        if found is None or found["confidence"] <= 0:
            return {"label": "unknown", "score": 0.0}
        answer = {"label": labels[found["intent_type"]], "score": found["confidence"]}
        return {**answer, "length": found["Length"]} if "Length" in found else answer

    return ask
