"""Reference systems of record of a fictional supplier, one folder a context, behind HTTP.

They stand alone: the assistant knows them by their HTTP contracts only, and a utility replaces any of
them by an adapter to its own system. The only thing shared with the assistant is :mod:`courant.french`.
"""
