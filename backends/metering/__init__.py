"""Metering: delivery points, indexes, monthly and daily use, charts."""
