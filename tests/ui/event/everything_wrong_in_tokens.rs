#[scf::event(budget = "5s", name = "greet")]
//~^ error: budget
//~^^ error: name
unsafe fn greet<T>(
    //~^ error: unsafe
    //~^^ error: <T>
    name: &str,
    //~^ error: &str
    times: impl Into<usize>,
    //~^ error: impl Into<usize>
) -> T
where
//~^ error: where
    T: From<String>,
{
    T::from(name.repeat(times.into()))
}
