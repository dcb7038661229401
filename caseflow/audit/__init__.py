"""The trail: every act and every look, chained so that a change in the past is seen."""
