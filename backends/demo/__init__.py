"""The fictional people of demo mode: same seed, same people; dates follow the present day."""
