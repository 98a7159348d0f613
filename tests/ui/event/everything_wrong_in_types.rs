use scf::State;

struct Greet;
struct Db;
struct Tenant;
struct Reply;
struct Failed;

#[scf::event]
async fn greet(
    greet: Greet,
    //~^ error: Greet
    name: String,
    surname: String,
    //~^ error: String
    db: State<Db>,
    //~^ error: State<Db>
    tenant: Tenant,
    //~^ error: Tenant
) -> Result<Reply, Failed> {
    //~^ error: Reply
    //~^^ error: Failed
    let _ = (greet, name, surname, db, tenant);
    Ok(Reply)
}
