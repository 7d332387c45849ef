"""graphql-transport-ws over one WebSocket: many operations at once, closed when the caller's token ends."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.graphql.base.body import BadBody, parse_json, request_of
from api.graphql.base.context import Context
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import GraphQLRequest, refused_answer
from api.graphql.base.entry import Entry, seconds_left
from api.graphql.base.hub import hub

log = structlog.get_logger(__name__)

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
MAX_MESSAGE_CHARACTERS = 200_000
MAX_OPERATIONS = 50
MAX_ID_CHARACTERS = 200

NOT_ACCEPTABLE = (4406, "Subprotocol not acceptable")
INIT_TIMEOUT = (4408, "Connection initialisation timeout")
INIT_TWICE = (4429, "Too many initialisation requests")
UNAUTHORIZED = (4401, "Unauthorized")
FORBIDDEN = (4403, "Forbidden")
EXPIRED = (4403, "Token expired")
SIGNED_OUT = (4403, "Signed out")
TOO_LARGE = (1009, "Message too large")
BAD_MESSAGE = 4400
ID_TAKEN = 4409


class Closed(Exception):
    """The conversation ends with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class WebSocketEndpoint:
    """The ASGI app behind /graphql for WebSockets."""

    def __init__(self, entry: Entry, *, init_seconds: float = INIT_SECONDS) -> None:
        self._entry = entry
        self._init_seconds = init_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Holds one conversation."""
        socket = WebSocket(scope, receive, send)
        acceptable = PROTOCOL in scope.get("subprotocols", ())
        await socket.accept(subprotocol=PROTOCOL if acceptable else None)
        try:
            if not acceptable:
                raise Closed(*NOT_ACCEPTABLE)
            await Conversation(self._entry, socket, self._init_seconds).hold()
        except Closed as end:
            if socket.application_state is WebSocketState.CONNECTED:
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await socket.close(end.code, end.reason)
        except WebSocketDisconnect:
            pass


class Conversation:
    """One client on one socket."""

    def __init__(self, entry: Entry, socket: WebSocket, init_seconds: float) -> None:
        self._entry = entry
        self._socket = socket
        self._init_seconds = init_seconds
        self._context: Context | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        loop = asyncio.get_running_loop()
        self._introduced: asyncio.Future[Context] = loop.create_future()
        self._ending: asyncio.Future[Closed] = loop.create_future()

    async def hold(self) -> None:
        """Reads messages until the client leaves or the conversation has to end (raises Closed)."""
        watch = asyncio.create_task(self._watch())
        reading = asyncio.create_task(self._read())
        try:
            ends: set[asyncio.Future[Any]] = {watch, reading, self._ending}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self._ending.done():
                raise self._ending.result()
            if watch.done():
                raise watch.result()
            reading.result()
        finally:
            tasks: set[asyncio.Task[Any]] = {watch, reading, *self._operations.values()}
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code") or 1000, message.get("reason"))
            text = message.get("text")
            if not isinstance(text, str):
                raise Closed(BAD_MESSAGE, "Messages must be text")
            if len(text) > MAX_MESSAGE_CHARACTERS:
                raise Closed(*TOO_LARGE)
            await self._take(_parsed(text))

    async def _take(self, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if kind == "connection_init":
            await self._init(message)
        elif kind == "subscribe":
            await self._subscribe(message)
        elif kind == "complete":
            task = self._operations.pop(str(message.get("id")), None)
            if task is not None:
                task.cancel()
        elif kind == "ping":
            await self._send({"type": "pong"})
        elif kind != "pong":
            raise Closed(BAD_MESSAGE, "Unknown message type")

    async def _init(self, message: Mapping[str, Any]) -> None:
        if self._context is not None:
            raise Closed(*INIT_TWICE)
        payload = message.get("payload")
        if payload is not None and not isinstance(payload, dict):
            raise Closed(BAD_MESSAGE, "The payload of connection_init must be an object")
        try:
            self._context = await self._entry.context(self._socket, _authorization(payload or {}))
        except RequestRefused as refusal:
            raise Closed(*FORBIDDEN) from refusal
        if not self._introduced.done():
            self._introduced.set_result(self._context)
        await self._send({"type": "connection_ack"})

    async def _watch(self) -> Closed:
        """Returns why the conversation must end: no init in time, an expired token, a session signed out."""
        try:
            async with asyncio.timeout(self._init_seconds):
                context = await self._introduced
        except TimeoutError:
            return Closed(*INIT_TIMEOUT)
        return await self._session_end(context)

    async def _session_end(self, context: Context) -> Closed:
        topics = [f"session:{context.viewer.session_id}"] if context.viewer.session_id else []
        left = seconds_left(context.viewer)
        with hub.listen(topics) as listener:
            try:
                async with asyncio.timeout(left):
                    await listener.ringing()
            except TimeoutError:
                return Closed(*EXPIRED)
        return Closed(*SIGNED_OUT)

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if self._context is None:
            raise Closed(*UNAUTHORIZED)
        operation_id = message.get("id")
        if not isinstance(operation_id, str) or not 0 < len(operation_id) <= MAX_ID_CHARACTERS:
            raise Closed(BAD_MESSAGE, "A subscribe message needs an id")
        if operation_id in self._operations:
            raise Closed(ID_TAKEN, f"Subscriber for {operation_id[:50]} already exists")
        try:
            request = request_of(message.get("payload"))
        except BadBody as refusal:
            raise Closed(BAD_MESSAGE, refusal.sentence[:120]) from refusal
        if len(self._operations) >= MAX_OPERATIONS:
            await self._error(operation_id, "Too many subscriptions on this connection.", "RATE_LIMITED")
            return
        task = asyncio.create_task(self._run(operation_id, request, self._context))
        self._operations[operation_id] = task

    async def _run(self, operation_id: str, request: GraphQLRequest, shared: Context) -> None:
        context = Context(shared.viewer, shared.request_id, shared.address, shared.user_agent)
        try:
            await self._answer(operation_id, request, context)
        except WebSocketDisconnect:
            return
        except Exception:
            log.exception("websocket.failed", request_id=context.request_id)
            self._end(Closed(1011, "Internal error"))
        finally:
            # a cancelled operation may have been followed by another of the same id
            if self._operations.get(operation_id) is asyncio.current_task():
                del self._operations[operation_id]

    async def _answer(self, operation_id: str, request: GraphQLRequest, context: Context) -> None:
        try:
            await self._entry.spend(context)
            prepared = self._entry.engine.prepare(request, context)
        except RequestRefused as refusal:
            errors = refused_answer(refusal.errors).body()["errors"]
            await self._send({"id": operation_id, "type": "error", "payload": errors})
            return
        async with contextlib.aclosing(self._entry.engine.stream(prepared, request, context)) as answers:
            async for answer in answers:
                if not answer.has_data:
                    await self._send(
                        {"id": operation_id, "type": "error", "payload": answer.body()["errors"]}
                    )
                    return
                await self._send({"id": operation_id, "type": "next", "payload": answer.body()})
        # free before it is said, so that a client may use the id again at once
        self._operations.pop(operation_id, None)
        await self._send({"id": operation_id, "type": "complete"})

    async def _error(self, operation_id: str, sentence: str, code: str) -> None:
        payload = [{"message": sentence, "extensions": {"code": code}}]
        await self._send({"id": operation_id, "type": "error", "payload": payload})

    async def _send(self, message: Mapping[str, Any]) -> None:
        try:
            await self._socket.send_text(orjson.dumps(message).decode())
        except (RuntimeError, OSError) as error:  # the socket was closed meanwhile
            raise WebSocketDisconnect(1006) from error

    def _end(self, reason: Closed) -> None:
        if not self._ending.done():
            self._ending.set_result(reason)


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        message = parse_json(text.encode())
    except (BadBody, UnicodeEncodeError) as error:
        raise Closed(BAD_MESSAGE, "Messages must be JSON") from error
    if not isinstance(message, dict):
        raise Closed(BAD_MESSAGE, "Messages must be JSON objects")
    return message


def _authorization(payload: Mapping[str, Any]) -> str | None:
    """The token in `connection_init`'s payload, under the names that clients use."""
    for name in ("authorization", "Authorization"):
        value = payload.get(name)
        if isinstance(value, str) and value:
            return value
    token = payload.get("token")
    return f"Bearer {token}" if isinstance(token, str) and token else None
