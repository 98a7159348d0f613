enum OrderError {
    NotFound,
}

#[scf::event]
async fn order(id: u64) -> Result<u64, OrderError> {
    //~^ error: OrderError
    if id == 0 { Err(OrderError::NotFound) } else { Ok(id) }
}
