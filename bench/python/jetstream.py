"""The same handler made durable: the body is in JetStream before the answer."""

import contextlib
import os

import nats
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from seed import tenant_of


@contextlib.asynccontextmanager
async def connected(app: FastAPI):
    connection = await nats.connect(os.environ["PEYK_BENCH_NATS_URL"])
    app.state.jetstream = connection.jetstream()
    yield
    await connection.close()


app = FastAPI(lifespan=connected)


@app.post("/api/webhook/waha")
async def webhook(request: Request) -> JSONResponse:
    raw, body = await request.body(), await request.json()
    tenant = tenant_of(request.query_params.get("tenant_id"), body)
    if tenant is None:
        return JSONResponse({"status": "error", "message": "Tenant not found"}, 404)
    await app.state.jetstream.publish(
        f"waha.events.{tenant}.{body['event']}", raw, headers={"Nats-Msg-Id": f"{tenant}:{body['payload']['id']}"}
    )
    return JSONResponse({"status": "received", "tenant_id": tenant}, 202)
