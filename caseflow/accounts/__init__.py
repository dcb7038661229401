"""The people who use CaseFlow: who they are, how they sign in, what they may do and since when."""
