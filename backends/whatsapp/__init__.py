"""A stand-in for WhatsApp's Graph API, with phones on a page: tests and the demo need no account and no network.

Demo mode only. What it knows of Meta's API comes from the limits and request samples that Meta publishes; it keeps
everything in memory.
"""
