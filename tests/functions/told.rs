//! What a context says, as JSON.

use std::time::Duration;

use scf::Context;
use scf::secrecy::ExposeSecret;
use scf::serde_json::{Value, json};

pub fn context(ctx: &Context) -> Value {
    json!({
        "request_id": ctx.request_id(),
        "memory_limit_mb": ctx.memory_limit_mb(),
        "timeout_ms": ctx.timeout().map(milliseconds),
        "has_deadline": ctx.deadline().is_some(),
        "remaining_ms": ctx.remaining().map(milliseconds),
        "function_name": ctx.function_name(),
        "function_version": ctx.function_version(),
        "namespace": ctx.namespace(),
        "region": ctx.region(),
        "app_id": ctx.app_id(),
        "uin": ctx.uin(),
        "trigger_source": ctx.trigger_source(),
        "raw_timeout": ctx.raw_timeout(),
        "raw_memory_limit": ctx.raw_memory_limit(),
        "has_credentials": ctx.credentials().is_some(),
    })
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The secrets themselves, in the one way in which a function can give them away.
pub fn credentials(ctx: &Context) -> Value {
    ctx.credentials().map_or(Value::Null, |credentials| {
        json!([
            credentials.secret_id().expose_secret(),
            credentials.secret_key().expose_secret(),
            credentials.session_token().expose_secret(),
        ])
    })
}
