"""Row models, columns and geometry: what all other folders share. Imports none of them."""
