"""The facts of a case: entered, built into rows, corrected, and compared with old registers."""
