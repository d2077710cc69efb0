//! Templates in, models out.

mod authorizer;
mod code;
mod corpus;
mod downstream;
mod http;
mod iam;
mod lambda;
mod network;
mod references;
mod rest;
mod telemetry;
mod websocket;
