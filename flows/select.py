"""Which topics a run is about."""

from pathlib import Path

from models.errors import ConfigError
from models.settings import Topic, load_topic, load_topics


def select_topics(keys: list[str], folder: str | Path | None = None) -> list[Topic]:
    """Return the named topics, or all nightly ones; `folder` becomes the source of the one named. Raises ConfigError."""
    topics = [load_topic(key) for key in dict.fromkeys(keys)] or [topic for topic in load_topics().values() if topic.nightly]
    if folder is None:
        return topics
    if len(set(keys)) != 1:
        raise ConfigError(f"--from {folder}: name one topic that the PDFs belong to (method-drift refresh TOPIC --from {folder})")
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise ConfigError(f"--from {folder}: no such folder")
    return [topics[0].model_copy(update={"source": "directory", "path": path})]
