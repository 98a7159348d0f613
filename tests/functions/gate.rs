//! A place where a function waits until its test lets it go on: the test listens, the function connects to it, and
//! passes for every byte that it gets, or when the test closes.

use std::io::Read;
use std::net::TcpStream as BlockingStream;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

pub struct Gate(TcpStream);

impl Gate {
    pub async fn at(address: &str) -> std::io::Result<Self> {
        TcpStream::connect(address).await.map(Self)
    }

    pub async fn pass(&mut self) {
        let _ = self.0.read(&mut [0]).await;
    }
}

/// Waits as a good handler does.
pub async fn wait(address: &str) -> std::io::Result<()> {
    Gate::at(address).await?.pass().await;
    Ok(())
}

/// Waits until the gate is closed, and holds its thread.
pub fn block(address: &str) -> std::io::Result<()> {
    BlockingStream::connect(address)?.read_to_end(&mut Vec::new()).map(drop)
}
