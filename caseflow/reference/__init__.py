"""The lists that other rooms point to: organisations, entities and vocabularies."""
