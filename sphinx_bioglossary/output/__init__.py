"""What a build leaves besides pages: reports, and what the next build compares."""
