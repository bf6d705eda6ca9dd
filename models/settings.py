"""Settings and topics: read from config/, overridden by METHOD_DRIFT_* variables, frozen.

A key nobody knows is an error that names the file and the key, so that a misspelt setting is never silently ignored.
"""

import os
import re
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from models.arxiv_id import parse_arxiv_id
from models.config_files import CONFIG_DIR_VARIABLE, config_dir, load_toml
from models.data_root import find_data_root
from models.errors import ConfigError

ENV_PREFIX = "METHOD_DRIFT_"
TOPIC_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
"""A topic's key is a file name, a part of a URL and a value in SQL: nothing that needs escaping anywhere."""
CRON_FIELDS = (
    ("minute", 0, 59, "", r"(?!)"),
    ("hour", 0, 23, "", r"(?!)"),
    ("day", 1, 31, "", r"\?|l"),
    ("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec", r"(?!)"),
    ("weekday", 0, 7, "sun mon tue wed thu fri sat", r"\?|l[0-7]?|[0-7]#[1-5]"),
)
"""The fields of `cron`, each with its least and greatest number, the names that stand for numbers, and what else Prefect takes: any day,
the last one (l5 the last Friday), one of several (5#3 the third Friday)."""
_CRON_PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/0*[1-9]\d*)?", re.ASCII)


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, allow_inf_nan=False)


C = TypeVar("C", bound=_Config)


class Execution(_Config):
    """Where papers are extracted."""

    runner: Annotated[Literal["local", "dask"], Field(description="local: processes of this machine; dask: the workers of a cluster")] = (
        "local"
    )
    dask_address: Annotated[str, Field(description="dask: the scheduler's address, tcp://host:8786")] = ""

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if self.runner == "dask" and not self.dask_address:
            raise ValueError("runner dask needs dask_address, the address of its scheduler (tcp://host:8786)")
        return self


class StoreSettings(_Config):
    """Where what is known is kept."""

    url: Annotated[str, Field(description="file:///folder or s3://bucket/prefix; empty: the data root alone")] = ""
    endpoint: Annotated[str, Field(description="Address of an S3-compatible server that is not Amazon's")] = ""
    lease_seconds: Annotated[
        float, Field(ge=1, description="A run that has not renewed its lease on the store for so long is taken for dead")
    ] = 120.0

    @field_validator("url")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("file", "s3"):
            raise ValueError("must begin with file:// or s3://")
        return value.rstrip("/")


SECTION_MODELS: dict[str, type[_Config]] = {"execution": Execution, "store": StoreSettings}
"""Tables of the settings; a variable names one before its key: METHOD_DRIFT_STORE_URL."""


class Settings(_Config):
    """How the pipeline runs on this machine."""

    data: Annotated[Path, Field(description="Data root; a relative path starts at the checkout")] = Path("data")
    arxiv_base_url: Annotated[str, Field(description="Where arXiv's API is: /api/query and /pdf/ID under it")] = "https://export.arxiv.org"
    arxiv_contact: Annotated[str, Field(description="Mail address or URL arXiv can write to; part of the User-Agent")] = ""
    arxiv_gap_seconds: Annotated[float, Field(ge=0, description="Least time between two requests, over all processes of the machine")] = 3.0
    allowed_hosts: Annotated[tuple[str, ...], Field(description="Hosts PDFs may come from, besides that of arxiv_base_url")] = (
        "arxiv.org",
        "export.arxiv.org",
    )
    download_timeout_seconds: Annotated[float, Field(gt=0, description="Deadline of one paper's download, retries included")] = 300.0
    max_pdf_mb: Annotated[float, Field(gt=0, description="Larger PDFs are refused")] = 100.0
    workers: Annotated[int, Field(ge=0, le=256, description="Extraction processes; 0: one per core")] = 0
    paper_timeout_seconds: Annotated[float, Field(gt=0, description="Time limit of one paper's extraction")] = 300.0
    paper_memory_mb: Annotated[int, Field(ge=256, description="Memory limit of one extraction process")] = 3000
    stage_cache: Annotated[bool, Field(description="Whether what PDFs hold is kept, so that changed rules open no PDF again")] = True
    lock_wait_seconds: Annotated[float, Field(ge=0, description="How long a run waits for another one on the same data root")] = 7200.0
    cron: Annotated[str, Field(description="When `schedule` starts the nightly refresh")] = "30 3 * * *"
    timezone: Annotated[str, Field(description="Time zone of cron")] = "UTC"
    receipt_pictures: Annotated[bool, Field(description="Whether pages show receipts as pictures cut from the PDFs")] = True
    site_url: Annotated[str, Field(description="Address the pages will have, for links that must be whole; empty: unknown")] = ""
    serve_port: Annotated[int, Field(ge=1, le=65535, description="Port of `serve` on localhost")] = 8000
    execution: Annotated[Execution, Field(description="Where papers are extracted")] = Execution()
    store: Annotated[StoreSettings, Field(description="Where what is known is kept")] = StoreSettings()

    @model_validator(mode="after")
    def _workers_reach_the_store(self) -> Self:
        if self.execution.runner == "dask" and not self.store.url:
            raise ValueError("runner dask needs [store] url: it is all that a worker shares with this machine")
        return self

    @field_validator("arxiv_base_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
            raise ValueError("must be an http or https address")
        return value.rstrip("/")

    @field_validator("site_url")
    @classmethod
    def _is_site_url(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("must be an http or https address")
        return value.rstrip("/")

    @field_validator("cron")
    @classmethod
    def _is_cron(cls, value: str) -> str:
        fields = value.lower().split()
        if len(fields) != len(CRON_FIELDS):
            raise ValueError("must have five fields: minute hour day month weekday")
        for text, (name, least, most, names, others) in zip(fields, CRON_FIELDS, strict=True):
            for part in text.split(","):
                if not re.fullmatch(others, part) and not _is_cron_part(part, least, most, names.split()):
                    also = f", {names.replace(' ', ', ')}" if names else ""
                    raise ValueError(
                        f"{name} {part or 'nothing'} in {value!r} is none of: *, {least} to {most}{also}, a range (1-5), a step (*/2)"
                    )
        return value

    @field_validator("timezone")
    @classmethod
    def _is_time_zone(cls, value: str) -> str:
        try:
            # A machine without a table of time zones still knows UTC.
            return value if value == "UTC" else zoneinfo.ZoneInfo(value).key
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone; write it like Europe/Zurich or UTC") from error

    @property
    def n_workers(self) -> int:
        """Extraction processes to start: as set, else the cores this process may use."""
        return self.workers or len(os.sched_getaffinity(0))


def _is_cron_part(text: str, least: int, most: int, names: list[str]) -> bool:
    """Tell whether cron takes this for a field: all, a number or name, or a range of these, and perhaps every how many of them."""
    part = _CRON_PART.fullmatch(text)
    ends = [end for end in part.groups() if end] if part else []
    return part is not None and all(end in names or (end.isdecimal() and least <= int(end) <= most) for end in ends)


class Topic(_Config):
    """What one review is about and where its papers come from."""

    key: Annotated[str, Field(description="Name of the topic's file")]
    title: Annotated[str, Field(min_length=1, description="Title, as a reader sees it")]
    description: Annotated[str, Field(description="One line under the title")] = ""
    source: Annotated[Literal["arxiv", "directory", "snapshot"], Field(description="Where papers come from")] = "arxiv"
    path: Annotated[Path | None, Field(description="directory: folder of PDFs; snapshot: arXiv's metadata as JSON lines")] = None
    query: Annotated[str, Field(description="arXiv query of the topic")] = ""
    categories: Annotated[tuple[str, ...], Field(description="arXiv categories a paper must be in; empty: any")] = ()
    surveys: Annotated[tuple[str, ...], Field(description="Surveys: arXiv id, URL or file")] = ()
    nightly: Annotated[bool, Field(description="Whether a refresh that names no topic includes this one")] = True
    max_papers: Annotated[int, Field(ge=1, description="Most papers taken from the query")] = 2000

    @field_validator("key")
    @classmethod
    def _is_plain(cls, value: str) -> str:
        if not TOPIC_KEY.fullmatch(value):
            raise ValueError("must be lower-case letters, digits and dashes")
        return value

    @model_validator(mode="after")
    def _has_source(self) -> Self:
        if self.source == "arxiv" and not self.query and not self.surveys:
            raise ValueError("source arxiv needs a query or surveys")
        if self.source != "arxiv" and self.path is None:
            raise ValueError(f"source {self.source} needs a path")
        return self


def load_settings(data: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of config/settings.toml, overridden by METHOD_DRIFT_* variables and then by `data`."""
    folder = config_dir()
    file = folder / "settings.toml"
    values = load_toml(file) if file.exists() else {}
    settings = _validate(Settings, values, str(file))
    overrides = _from_environment(os.environ if environ is None else environ)
    if overrides:
        for section in SECTION_MODELS.keys() & overrides.keys():
            overrides[section] = values.get(section, {}) | overrides[section]
        settings = _validate(Settings, values | overrides, "environment", prefix=ENV_PREFIX)
    return settings.model_copy(update={"data": find_data_root(data, environ)})


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the overriding values; a tuple is written with commas, everything else as in the file."""
    values: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith(ENV_PREFIX) or name == CONFIG_DIR_VARIABLE:
            continue
        key = name.removeprefix(ENV_PREFIX).lower()
        section, _, inner = key.partition("_")
        if section in SECTION_MODELS and inner:
            values.setdefault(section, {})[inner] = text
        else:
            values[key] = [part.strip() for part in text.split(",") if part.strip()] if key == "allowed_hosts" else text
    return values


def load_topics() -> dict[str, Topic]:
    """Return every topic of config/topics by its key, in the order of the keys."""
    files = sorted((config_dir() / "topics").glob("*.toml"))
    return {file.stem: read_topic(file) for file in files}


def load_topic(key: str) -> Topic:
    """Return one topic; raises ConfigError with the known keys when there is none of that name."""
    folder = config_dir() / "topics"
    file = folder / f"{key}.toml"
    if not TOPIC_KEY.fullmatch(key) or not file.is_file():
        known = ", ".join(sorted(f.stem for f in folder.glob("*.toml"))) or "none"
        raise ConfigError(f"{key!r} is no topic; known topics: {known}. A new one is a file config/topics/NAME.toml")
    return read_topic(file)


def read_topic(file: Path) -> Topic:
    """Return the topic of one file; a relative `path` and surveys that are files start at the file's checkout."""
    topic = _validate(Topic, {"key": file.stem} | load_toml(file), str(file))
    root = file.resolve().parents[2]
    surveys = tuple(name if parse_arxiv_id(name) or "://" in name else str(root / Path(name).expanduser()) for name in topic.surveys)
    path = (root / topic.path.expanduser()).resolve() if topic.path else None
    return topic.model_copy(update={"path": path, "surveys": surveys})


def _validate(model: type[C], values: dict[str, Any], source: str, prefix: str = "") -> C:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        lines = [_explain(model, dict(problem), prefix) for problem in error.errors()]
        raise ConfigError(f"{source}: {'; '.join(lines)}") from error


def _explain(model: type[_Config], problem: dict[str, Any], prefix: str) -> str:
    """Return one problem as "key: what is wrong"."""
    key = ".".join(str(part) for part in problem["loc"])
    name = prefix + key.upper().replace(".", "_") if prefix else key
    if problem["type"] == "extra_forbidden":
        known = SECTION_MODELS.get(str(problem["loc"][0]), model)
        return f"unknown key {name}; known keys: {', '.join(sorted(known.model_fields))}"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}".removeprefix(": ")
