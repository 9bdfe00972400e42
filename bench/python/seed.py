"""What Peyk replaces: the webhook is answered at once, and the work happens in a background task of this process.

Nothing is stored before the answer: what is in memory when the process dies is lost.
"""

import re

from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()
TENANTS = {number: f"tenant_{number}" for number in range(1, 10_001)}
handled = 0


def tenant_of(query: str | None, body: dict) -> int | None:
    if query and query.isdigit() and int(query) in TENANTS:
        return int(query)
    named = re.fullmatch(r"tenant_(\d+)", body.get("session", ""))
    return int(named[1]) if named and int(named[1]) in TENANTS else None


async def handle(tenant: int, body: dict) -> None:
    global handled
    handled += 1


@app.post("/api/webhook/waha")
async def webhook(request: Request, background: BackgroundTasks) -> JSONResponse:
    body = await request.json()
    tenant = tenant_of(request.query_params.get("tenant_id"), body)
    if tenant is None:
        return JSONResponse({"status": "error", "message": "Tenant not found"}, 404)
    background.add_task(handle, tenant, body)
    return JSONResponse({"status": "received", "tenant_id": tenant}, 202, background=background)
