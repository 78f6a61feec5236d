"""From words to a Meaning."""
