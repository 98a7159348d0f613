//! By the authorities that this machine trusts: a company's own registry has one of its own.

use std::io;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::image::registry::transport::Stream;
use crate::stop::Stop;

pub(super) struct Connector(TlsConnector);

impl Connector {
    pub(super) fn new() -> Result<Self, Stop> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err(Stop::new(
                "this machine trusts no authority, so no registry can prove who it is: install `ca-certificates`, \
                 or name a file by `SSL_CERT_FILE`",
            ));
        }
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    pub(super) async fn connect(&self, host: &str, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(Box::new(self.0.connect(name, stream).await?))
    }
}
