"""Channels: one folder each (parse, render, deliver); what they share is the door."""
