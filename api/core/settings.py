"""Settings by environment, read once."""

from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.core.errors import ConfigurationError

MIN_SECRET_LENGTH = 32
DEVELOPMENT_SECRET = "development-only-secret-never-use-outside-development"  # noqa: S105


class Environment(StrEnum):
    """Where the program runs; development alone opens /dev doors."""

    DEVELOPMENT = "development"
    TEST = "test"
    STAGING = "staging"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every setting with its unit; names are those of the environment variables."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    environment: Environment = Environment.DEVELOPMENT
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    encryption_key: SecretStr | None = None

    database_url: str = "postgresql://postgres@127.0.0.1:5432/regulars"
    database_pool_size: Annotated[int, Field(ge=2, le=200)] = 16
    read_timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 10.0
    read_plans: bool = True
    redis_url: str = "redis://127.0.0.1:6379/0"
    redis_prefix: str = "regulars:"

    public_url: str = "http://127.0.0.1:8000"
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    https_only: bool = False
    metrics_token: SecretStr | None = None

    access_token_expire_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 15
    refresh_token_expire_days: Annotated[int, Field(ge=1, le=365)] = 60
    sign_in_code_minutes: Annotated[int, Field(ge=1, le=60)] = 10
    sign_in_code_tries: Annotated[int, Field(ge=1, le=10)] = 5

    body_limit_bytes: int = 1_000_000
    query_depth_limit: int = 15
    query_alias_limit: int = 60
    query_cost_limit: int = 20_000
    rate_limit_per_minute: int = 600
    rate_limits_enabled: bool = True

    sms_gateway_url: str = ""
    sms_gateway_token: SecretStr = SecretStr("")
    sms_gateway_sender: str = "Regulars"

    erp_allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    erp_files_folder: Path | None = None
    erp_host: str = ""
    erp_port: Annotated[int | None, Field(ge=1, le=65_535)] = None
    erp_database: str = ""
    erp_username: str = ""
    erp_password: SecretStr = SecretStr("")
    erp_driver: str = "mssql"

    erp_page_rows: Annotated[int, Field(ge=100, le=50_000)] = 7_500

    log_level: str = "INFO"
    log_json: bool = False

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        """Lists are written with commas in the environment."""
        for name in ("cors_origins", "trusted_proxies", "erp_allowed_hosts"):
            value = values.get(name)
            if isinstance(value, str):
                values[name] = tuple(part.strip() for part in value.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _refuse_weak_secret(self) -> Self:
        if self.is_local:
            return self
        secret = self.secret_key.get_secret_value()
        if secret == DEVELOPMENT_SECRET or len(secret) < MIN_SECRET_LENGTH or len(set(secret)) < 10:
            raise ConfigurationError(
                f"SECRET_KEY is missing or weak: outside development give at least {MIN_SECRET_LENGTH} "
                'random characters, for example from: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return self

    @property
    def is_development(self) -> bool:
        """True where the /dev doors are open."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def is_local(self) -> bool:
        """True in development and in the tests, where a built-in secret is accepted."""
        return self.environment in (Environment.DEVELOPMENT, Environment.TEST)

    @property
    def access_token_ttl(self) -> timedelta:
        """How long an access token lives."""
        return timedelta(minutes=self.access_token_expire_minutes)

    @property
    def refresh_token_ttl(self) -> timedelta:
        """How long an unused session lives."""
        return timedelta(days=self.refresh_token_expire_days)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. Raises ConfigurationError where they are not fit to start."""
    return Settings()
