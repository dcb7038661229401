"""Keys, sealed columns, search tokens and sealed files: what makes a stolen database useless."""
