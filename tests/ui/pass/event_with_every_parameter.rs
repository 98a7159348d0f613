use std::sync::Arc;

use scf::{Context, Error, FromInvocation, Invocation, State};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(serde::Serialize)]
struct Receipt {
    id: u64,
    tenant: String,
}

struct Tenant(Arc<str>);

impl FromInvocation for Tenant {
    fn from_invocation(invocation: &Invocation) -> Result<Self, Error> {
        let app_id = invocation.context().app_id().ok_or("no account")?;
        Ok(Self(app_id.into()))
    }
}

struct Db;
struct Cache;

mod function {
    use super::*;

    #[scf::init]
    fn db() -> Db {
        Db
    }

    #[scf::init]
    async fn cache() -> Result<Cache, Error> {
        Ok(Cache)
    }

    #[scf::event]
    async fn buy(
        db: State<Db>,
        ctx: Context,
        order: Order,
        tenant: Tenant,
        cache: State<Cache>,
        again: Context,
    ) -> Result<Receipt, Error> {
        drop((db, cache, ctx, again));
        Ok(Receipt { id: order.id, tenant: tenant.0.to_string() })
    }
}

fn main() {}
