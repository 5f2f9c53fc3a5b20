"""What must hold before data moves on, why, and the gate that checks it."""
