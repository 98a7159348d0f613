//! The service that the function asks, and a name server that knows where it is: for a function that runs in an image,
//! with nothing of the internet's.
//!
//! Writes the certificate of its authority to `ca.pem` in the folder that is named first, is a name server at the
//! address that is named second, and prints the services that there are: one is as it should be, and of the others each
//! has a certificate that is wrong in one way. Runs until its input ends.

mod certificates;
mod names;
mod server;

use std::error::Error;
use std::net::UdpSocket;
use std::path::Path;
use std::{env, fs, io, thread};

use crate::certificates::Authority;
use crate::server::Server;

const HOST: &str = "rates.test";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(address), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: upstream FOLDER NAMESERVER, such as /tmp/ca 127.0.0.53:53".into());
    };
    let known = Authority::new("known")?;
    fs::write(Path::new(&folder).join("ca.pem"), known.pem())?;
    let names = UdpSocket::bind(&address)?;
    thread::spawn(move || names::serve(&names, HOST));
    let services = [
        ("good", known.certificate(HOST)?),
        ("unknown-authority", Authority::new("unknown")?.certificate(HOST)?),
        ("another-name", known.certificate("other.test")?),
        ("expired", known.expired_certificate(HOST)?),
    ];
    for (name, certificate) in services {
        println!("{name} https://{HOST}:{}/v1", Server::start(certificate)?.port());
    }
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
