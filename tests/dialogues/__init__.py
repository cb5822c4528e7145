"""Whole dialogues: the real model, actions and back ends in one process, through the door's steps."""
