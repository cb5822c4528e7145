"""Outages: what is known of the network, who reported what, and who is told when it moves."""
