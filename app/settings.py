"""The environment, read once into one frozen Settings: secrets, addresses, paths."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from app import settings_checks as check
from app.errors import ConfigurationError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
# In a checkout templates/, static/ and content/ lie beside the package; a wheel carries them inside it.
RESOURCES = CHECKOUT if (CHECKOUT / "templates").is_dir() else PACKAGE
# Relative paths and .env mean the project's folder, from wherever the command is called.
HOME = CHECKOUT if RESOURCES == CHECKOUT else Path.cwd()

SECRETS = ("SECRET_KEY", "DATABASE_URL", "MAIL_USERNAME", "MAIL_PASSWORD")

PROBLEMS = {
    "int_parsing": "{name} muss eine ganze Zahl sein, nicht „{value}“.",
    "bool_parsing": "{name} muss true oder false sein, nicht „{value}“.",
    "literal_error": "{name} darf nur {expected} sein, nicht „{value}“.",
    "greater_than_equal": "{name} muss mindestens {ge} sein, nicht „{value}“.",
    "less_than_equal": "{name} darf höchstens {le} sein, nicht „{value}“.",
}


def absolute(path: Path) -> Path:
    return (HOME / path.expanduser()).resolve()


class SecretFiles(PydanticBaseSettingsSource):
    """Reads NAME from the file that NAME_FILE points to, as container secrets are handed over."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        name = field_name.upper()
        path = os.environ.get(f"{name}_FILE") if name in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            message = f"{name}_FILE: Die Datei {path} lässt sich nicht lesen ({error.strerror})."
            raise ConfigurationError(message) from error

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """Frozen; every name stands in docs/settings.md. Paths come out absolute."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_file=os.environ.get("ENV_FILE", HOME / ".env"),
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    app_env: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    site_url: Annotated[str, AfterValidator(check.site_url)] = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    database_url: Annotated[SecretStr, AfterValidator(check.database_url)] = SecretStr("")
    data_dir: Annotated[Path, AfterValidator(absolute)] = Path("instance")
    content_dir: Annotated[Path, AfterValidator(absolute), AfterValidator(check.content_dir)] = Path(
        "content"
    )
    mail_server: Annotated[str, AfterValidator(check.mail_server)] = ""
    mail_port: int = Field(587, ge=1, le=65535)
    mail_use_tls: bool = True
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_default_sender: Annotated[str, AfterValidator(check.sender)] = ""
    leads_mail_to: Annotated[tuple[str, ...], NoDecode, AfterValidator(check.recipients)] = ()
    ratelimit_enabled: bool = True
    ratelimit_storage_uri: Annotated[str, AfterValidator(check.storage)] = "memory://"
    ratelimit_enquiries: Annotated[str, AfterValidator(check.figures)] = "10 per 10 minutes; 40 per day"
    trusted_proxies: int = Field(0, ge=0, le=5)
    web_threads: int = Field(256, ge=2, le=1024)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - SecretFiles stands in for it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings

    @field_validator("secret_key_fallbacks", "leads_mail_to", mode="before")
    @classmethod
    def split_commas(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @model_validator(mode="after")
    def check_mail(self) -> "Settings":
        if self.mail_use_tls and self.mail_use_ssl and "mail_use_tls" in self.model_fields_set:
            raise ValueError(
                "MAIL_USE_TLS und MAIL_USE_SSL schließen sich aus: Setzen Sie eines davon auf false."
            )
        return self

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @property
    def public_url(self) -> str:
        """Where visitors reach the site; the address of the server itself until SITE_URL is set."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.site_url or f"http://{host}:{self.port}"

    @property
    def starttls(self) -> bool:
        return self.mail_use_tls and not self.mail_use_ssl

    @property
    def database(self) -> str:
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'flightops.db'}"

    @property
    def sender(self) -> str:
        """The From of every mail; outside production a stand-in that no relay will take for real."""
        return self.mail_default_sender or "leitstand@flightops.example"

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.leads_mail_to or (() if self.is_production else ("anfragen@flightops.example",))


def load_settings(**overrides: Any) -> Settings:
    """Read environment and .env; seed a secret for development. Raises ConfigurationError naming the variable."""
    refuse_unreadable()
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise ConfigurationError("\n".join(map(problem, error.errors()))) from None
    prepare_data_dir(settings.data_dir)
    if settings.secret_key.get_secret_value() or settings.is_production:
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(development_secret(settings.data_dir))})


def refuse_unreadable() -> None:
    """A file that was named and is not there would start a site with none of its settings."""
    named = os.environ.get("ENV_FILE")
    path = Path(named).expanduser() if named else HOME / ".env"
    if named and not path.exists():
        raise ConfigurationError(f"ENV_FILE: Die Datei {path} gibt es nicht.")
    if path.exists() and not os.access(path, os.R_OK):
        raise ConfigurationError(f"ENV_FILE: Die Datei {path} lässt sich nicht lesen. Geben Sie sie frei.")


def problem(error: Any) -> str:
    """One German sentence that names the variable and what it should be."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    name = str(error["loc"][0]).upper()
    sentence = PROBLEMS.get(error["type"], "{name}: „{value}“ ist hier nicht möglich.")
    bounds = {key: str(value).replace(" or ", " oder ") for key, value in error.get("ctx", {}).items()}
    return sentence.format(name=name, value=error["input"], **bounds)


def prepare_data_dir(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise PermissionError
    except OSError as error:
        message = f"DATA_DIR: In den Ordner {data_dir} lässt sich nicht schreiben. Geben Sie ihn frei oder nennen Sie einen anderen."
        raise ConfigurationError(message) from error


def development_secret(data_dir: Path) -> str:
    """A secret of this machine, made once, so that logins survive a restart in development."""
    path = data_dir / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
