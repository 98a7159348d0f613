//! What a function replies on WebSockets, and the gateway too.

use super::Handshake;
use crate::events::structure::structure;

structure! {
    /// What a function replies when a client wants to connect, and what the gateway answers to what a function sends.
    pub struct Reply {
        /// 0 if all is well.
        pub code: i32 = "errNo";
        /// What is not well; `ok` if all is.
        pub message: String = "errMsg";
        /// What the function agrees to. Absent where it refuses, and in the gateway's answers.
        pub websocket: Option<Handshake> = "websocket";
    }
}

impl Reply {
    /// All is well: also for events whose reply the gateway does not read.
    pub fn ok() -> Self {
        Self { message: "ok".to_owned(), ..Self::default() }
    }

    /// Whether all is well.
    pub fn is_ok(&self) -> bool {
        self.code == 0
    }

    /// Takes one of the protocols that the client offers. Only a reply that accepts has a place for it.
    #[must_use]
    pub fn with_protocol(mut self, protocol: impl Into<String>) -> Self {
        if let Some(handshake) = &mut self.websocket {
            handshake.protocols = Some(protocol.into());
        }
        self
    }

    /// Takes one of the extensions that the client offers. Only a reply that accepts has a place for it.
    #[must_use]
    pub fn with_extension(mut self, extension: impl Into<String>) -> Self {
        if let Some(handshake) = &mut self.websocket {
            handshake.extensions = Some(extension.into());
        }
        self
    }
}
