"""Speech synthesis behind one port."""
