"""What is done with the register: propose, give notice, publish, look up, judge, load."""
