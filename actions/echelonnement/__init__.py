"""Échelonnement: paying in instalments, the plan that runs, a few more days to pay."""
