"""State that survives a pulled plug."""
