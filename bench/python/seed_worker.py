"""What Peyk replaces, with the work in it: the webhook is answered at once, and a background task of this process reads and
writes Postgres and sends the reply.

Tuned as far as the design allows: one HTTP client and one pool for all, no connection held while WAHA is asked, two commits
a message. Nothing is stored before the answer, and nothing tells a second delivery of a message from the first.

Run by itself it makes its tables; served by uvicorn it answers.
"""

import asyncio
import os

import httpx
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import ForeignKey, func, insert, select, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from seed import tenant_of

SCHEMA = "seed"
POOL = 10
FIRST_PHONE = 971_500_000_000


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"
    __table_args__ = {"schema": SCHEMA}
    id: Mapped[int] = mapped_column(primary_key=True)
    waha_session_name: Mapped[str] = mapped_column(unique=True)


class Lead(Base):
    __tablename__ = "leads"
    __table_args__ = {"schema": SCHEMA}
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey(Tenant.id))
    whatsapp_phone: Mapped[str] = mapped_column(index=True)
    turns: Mapped[int] = mapped_column(default=0)


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = {"schema": SCHEMA}
    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey(Lead.id), index=True)
    from_me: Mapped[bool]
    body: Mapped[str]


engine = create_async_engine(os.environ["PEYK_BENCH_SEED_DATABASE"], pool_size=POOL, max_overflow=0, pool_timeout=60)
session = async_sessionmaker(engine, expire_on_commit=False)
waha = httpx.AsyncClient(base_url=os.environ["PEYK_BENCH_SEED_WAHA"], headers={"X-Api-Key": "peyk-bench"}, timeout=30)
app = FastAPI()


async def handle(tenant_id: int, payload: dict) -> None:
    if payload["fromMe"]:
        return
    phone = payload["from"].removesuffix("@c.us")
    async with session() as db:
        tenant = await db.get_one(Tenant, tenant_id)
        found = select(Lead).where(Lead.tenant_id == tenant_id, Lead.whatsapp_phone == phone)
        lead = (await db.scalars(found)).one()
        lead.turns += 1
        db.add(Message(lead_id=lead.id, from_me=False, body=payload["body"]))
        await db.commit()
    reply = f"{lead.turns}: {payload['body']}"
    sent = await waha.post(
        "/sendText", json={"session": tenant.waha_session_name, "chatId": payload["from"], "text": reply}
    )
    sent.raise_for_status()
    async with session() as db:
        db.add(Message(lead_id=lead.id, from_me=True, body=reply))
        await db.commit()


@app.post("/api/webhook/waha")
async def webhook(request: Request, background: BackgroundTasks) -> JSONResponse:
    body = await request.json()
    tenant = tenant_of(request.query_params.get("tenant_id"), body)
    if tenant is None:
        return JSONResponse({"status": "error", "message": "Tenant not found"}, 404)
    background.add_task(handle, tenant, body["payload"])
    return JSONResponse({"status": "received", "tenant_id": tenant}, 202, background=background)


async def make_tables() -> None:
    tenants, chats = int(os.environ["PEYK_BENCH_SEED_TENANTS"]), int(os.environ["PEYK_BENCH_SEED_CHATS"])
    async with engine.begin() as db:
        await db.execute(text(f"create schema {SCHEMA}"))
        await db.run_sync(Base.metadata.create_all)
        numbers = func.generate_series(1, tenants).column_valued("n")
        named = select(numbers, func.concat("tenant_", numbers))
        await db.execute(insert(Tenant).from_select(["id", "waha_session_name"], named))
        numbers = func.generate_series(0, chats - 1).column_valued("n")
        phones = func.concat(numbers + FIRST_PHONE)
        known = select(numbers % tenants + 1, phones, 0)
        await db.execute(insert(Lead).from_select(["tenant_id", "whatsapp_phone", "turns"], known))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(make_tables())
