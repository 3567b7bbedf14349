# Counts the letters of a text.
{ letters += length($0) }
END { print letters }
