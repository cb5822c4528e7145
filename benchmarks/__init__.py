"""Measures of the assistant: how well it understands, how fast it answers. Run with `python -m benchmarks`."""
