"""Other ways to understand a sentence, each in a process of its own, measured as ours is."""
