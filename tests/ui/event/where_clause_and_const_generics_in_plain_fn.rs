#[scf::event]
fn first<const N: usize>(bytes: Vec<u8>) -> Option<u8>
//~^ error: <const N: usize>
where
//~^ error: where
    [u8; N]: Default,
{
    bytes.get(N).copied()
}
