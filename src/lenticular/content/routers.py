"""Every route of the content management API, in the order of its description."""

from fastapi import APIRouter

from lenticular.content.delivery_tokens.routes import router as delivery_tokens
from lenticular.content.environments.routes import router as environments
from lenticular.content.locales.routes import router as locales
from lenticular.content.management_tokens.routes import router as management_tokens
from lenticular.content.stacks.routes import router as stacks

ROUTERS: tuple[APIRouter, ...] = (
    stacks,
    management_tokens,
    delivery_tokens,
    environments,
    locales,
)
