"""The administrator's pages about organisations and their entities. No case is ever shown here."""
