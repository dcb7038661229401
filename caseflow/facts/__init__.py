"""What people write of a person or an event, read once for every room: dates, countries, gender."""
