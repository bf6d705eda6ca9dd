"""Words to lines, roles, paragraphs and sentences, as a reader reads them."""
