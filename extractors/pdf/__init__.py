"""PDF bytes to words, ink and angles, and back: the only place that knows PyMuPDF."""
