"""Pannes: what is known of the network, reports and their progress, street lights, storms."""
