"""What every action stands on: the turn, the error boundary, the guard, the form base, the core actions."""
