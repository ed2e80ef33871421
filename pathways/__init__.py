"""What the guideline and the alliance's agreed pathway say."""
