"""The talent card: what a talent review looks at about a person, each part as far as its source opens it to the reader."""
