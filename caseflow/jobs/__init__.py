"""Work that is done beside the pages: a queue, and for each job a row that tells the truth."""
