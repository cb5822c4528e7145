"""Recognition of intents: what is read of a message, the two voices that judge it, and how sure they are."""
