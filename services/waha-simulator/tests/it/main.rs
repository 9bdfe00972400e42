//! The simulator, tried from outside: through its HTTP API and its webhooks.

mod chatting;
mod control;
mod faults;
mod harness;
mod killed;
mod openapi;
mod pairing;
mod refused;
mod samples;
mod sessions;
mod webhooks;
