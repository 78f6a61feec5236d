"""Everything the dialogue may say, read from content files once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_skill.core.choices import Choices
from voice_skill.core.guide import Guide
from voice_skill.core.ledger import REST_S
from voice_skill.core.routines import Routine


@dataclass(frozen=True)
class Emergency:
    """The fixed texts for one kind of emergency sign."""

    id: str
    say: str
    """Urgent advice in the first sentence; no dose; may hold {number}."""
    ask: str
    """A yes-or-no question for a doubtful sign."""


@dataclass(frozen=True)
class Replies:
    """Reply templates by key, with {fields}."""

    texts: Mapping[str, str]

    def text(self, key: str, **fields: object) -> str:
        """The reply with its fields filled in. Raises KeyError for an unknown key or field."""
        return self.texts[key].format(**fields)


@dataclass(frozen=True)
class Knowledge:
    """Guide, replies and emergency texts of one content folder."""

    guide: Guide
    replies: Replies
    emergencies: Mapping[str, Emergency] = field(default_factory=dict)
    emergency_number: str = "112"
    rest_between_applications_s: float = REST_S
    """How long the skin rests between two applications of ice, or of heat."""
    triggers: frozenset[str] = frozenset()
    """What can be called out to; the one named help is called with the alarm for help."""
    said_by_intent: Mapping[str, str] = field(default_factory=dict)
    """A fixed reply for an intent that content adds on its own, such as a coffee order."""
    routines: Mapping[str, Routine] = field(default_factory=dict)
    choices: Choices = Choices()
    """What the settings file says of what can be changed by voice."""
    introduces: bool = False
    """Whether it introduces itself at the first start of all; what tries things out does not."""
    words_per_minute: float = 0.0
    """The pace of the voice, for what begins when something was said; 0: that takes no time."""
