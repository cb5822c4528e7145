"""The real processes, started as `make run` starts them, and a real browser."""
