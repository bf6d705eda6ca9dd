import pytest

from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from tests.extractors.results.made_tables import CONFIG


@pytest.fixture(scope="session")
def vocabulary() -> TableVocabulary:
    return load_vocabulary(CONFIG)
