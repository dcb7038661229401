"""Forms that were sent: what a second sending of the same form is answered with."""
