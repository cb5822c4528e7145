"""What the supervisor policy decides, free of Rasa: `turn` (what is known), `table` (routes, levels), `decide`."""
