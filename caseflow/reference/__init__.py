"""The lists that other rooms point to: organisations, entities, countries and vocabularies."""
