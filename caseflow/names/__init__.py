"""Reading names of any script: one reader for accounts, cases and the register."""
