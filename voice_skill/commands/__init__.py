"""One module for each group of commands; each function takes the parsed arguments."""
