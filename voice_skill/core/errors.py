"""Errors that a person is told about in one sentence."""


class VoiceSkillError(Exception):
    """One clear sentence that says what is wrong and what to do next."""


class ContentError(VoiceSkillError):
    """A mistake in a content file; the sentence names file, line and key."""


class AudioError(VoiceSkillError):
    """A recording, microphone or loudspeaker that cannot be used."""


class ModelError(VoiceSkillError):
    """A recogniser model that is missing or damaged."""


class StorageError(VoiceSkillError):
    """State that cannot be read or written."""
