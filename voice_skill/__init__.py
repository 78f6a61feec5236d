"""An offline voice assistant for a morning back spasm."""

__version__ = "0.1.0"
