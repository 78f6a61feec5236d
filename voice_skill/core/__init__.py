"""The pure core: values and decisions, with no clock, thread, input or output."""
