//! WebSockets of API Gateway: the gateway holds the connection, and calls functions for what happens on it.
//!
//! Up to three functions are set in an API: one that is asked about a new connection, one that gets what the client
//! sends, and one that is told of the end. What a function has to say to the client it sends to the gateway's address
//! for that, as [`Data`] or [`Closing`], and the gateway answers with a [`Reply`].
//!
//! Page: 583/32553.
//!
//! ```
//! use scf::Error;
//! use scf::events::apigw::websocket::{Event, Reply};
//!
//! /// One function for all three.
//! #[scf::event]
//! async fn chat(event: Event) -> Result<Reply, Error> {
//!     match event {
//!         Event::Connecting(new) if new.offers("chat") => return Ok(new.accept().with_protocol("chat")),
//!         Event::Connecting(new) => return Ok(new.refuse(1, "chat is what is spoken here")),
//!         Event::Data(data) => scf::tracing::info!(from = data.connection_id, bytes = data.bytes()?.len(), "received"),
//!         Event::Closing(end) => scf::tracing::info!(of = end.connection_id, "closed"),
//!         _ => {}
//!     }
//!     Ok(Reply::ok())
//! }
//! ```

use std::borrow::Cow;
use std::ops::Deref;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::error::Error;
use crate::events::choice::choice;
use crate::events::codecs::Sparse;
use crate::events::request_context::RequestContext;
use crate::events::structure::structure;
use crate::events::{message as body, text};

mod message;
mod reply;

pub(crate) use self::message::{Message, Socket};
pub use self::reply::Reply;

/// What happens on a connection, told by its `action`.
///
/// A function that is set for one of them only takes that type as its event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A client wants to connect. The function's [`Reply`] says whether it may.
    Connecting(Box<Connecting>),
    /// A client has sent something. The gateway does not read the reply.
    Data(Data),
    /// A connection has ended. The gateway does not read the reply.
    Closing(Closing),
    /// Something that is not documented, as it came.
    Other(Value),
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Message::deserialize(from)?.into_event().map_err(D::Error::custom)
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Connecting(event) => event.serialize(into),
            Self::Data(event) => event.serialize(into),
            Self::Closing(event) => event.serialize(into),
            Self::Other(event) => event.serialize(into),
        }
    }
}

choice! {
    /// What happens on a connection.
    pub enum Action {
        /// A client wants to connect.
        Connecting = "connecting";
        /// Data, from the client or to it.
        DataSend = "data send";
        /// Data from the client, as older events call it.
        DataRecv = "data recv";
        /// The connection has ended, or is to.
        Closing = "closing";
    }
}

choice! {
    /// How data is written.
    pub enum DataType {
        /// As it is.
        Text = "text";
        /// In base64.
        Binary = "binary";
    }
}

structure! {
    /// A client wants to connect. It derefs to the [`Handshake`].
    pub struct Connecting {
        /// What the gateway says of the request.
        pub request_context: RequestContext = "requestContext" => Sparse;
        /// The connection.
        pub websocket: Handshake = "websocket", required;
    }
}

structure! {
    /// What a client proposes, or a function agrees to.
    pub struct Handshake {
        /// [`Action::Connecting`].
        pub action: Action = "action";
        /// The connection's id, which means nothing more.
        pub connection_id: String = "secConnectionID", required;
        /// The protocols that the client offers, with commas between them; or the one that the function takes.
        pub protocols: Option<String> = "secWebSocketProtocol";
        /// The extensions that the client offers, with commas between them; or the one that the function takes.
        pub extensions: Option<String> = "secWebSocketExtensions";
    }
}

structure! {
    /// Data that a client has sent, or that a function sends to it. It derefs to the [`Frame`].
    pub struct Data {
        /// The data.
        pub websocket: Frame = "websocket", required;
    }
}

structure! {
    /// Data on a connection.
    pub struct Frame {
        /// [`Action::DataSend`], or [`Action::DataRecv`] in older events.
        pub action: Action = "action";
        /// The connection's id, which means nothing more.
        pub connection_id: String = "secConnectionID", required;
        /// How `data` is written.
        pub data_type: DataType = "dataType";
        /// The data as it came. [`bytes`](Self::bytes), [`text`](Self::text) and [`json`](Self::json) read it.
        pub data: String = "data";
    }
}

structure! {
    /// A connection has ended, or is to end. It derefs to the [`Connection`].
    pub struct Closing {
        /// The connection.
        pub websocket: Connection = "websocket", required;
    }
}

structure! {
    /// A connection.
    pub struct Connection {
        /// [`Action::Closing`].
        pub action: Action = "action";
        /// The connection's id, which means nothing more.
        pub connection_id: String = "secConnectionID", required;
    }
}

macro_rules! derefs {
    ($($Event:ident to $Inner:ident,)*) => {$(
        impl Deref for $Event {
            type Target = $Inner;

            fn deref(&self) -> &$Inner {
                &self.websocket
            }
        }
    )*};
}

derefs! {
    Connecting to Handshake,
    Data to Frame,
    Closing to Connection,
}

impl Connecting {
    /// Lets the client connect.
    pub fn accept(&self) -> Reply {
        let websocket =
            Handshake { action: Action::Connecting, connection_id: self.connection_id.clone(), ..Handshake::default() };
        Reply { websocket: Some(websocket), ..Reply::ok() }
    }

    /// Does not let the client connect. The code is the function's own; 0 would let the client connect, and becomes 1.
    pub fn refuse(&self, code: i32, message: impl Into<String>) -> Reply {
        Reply { code: if code == 0 { 1 } else { code }, message: message.into(), ..Reply::default() }
    }
}

impl Handshake {
    /// Whether the client offers a protocol.
    pub fn offers(&self, protocol: &str) -> bool {
        self.protocols().any(|offered| offered == protocol)
    }

    /// The protocols that the client offers, in its order.
    pub fn protocols(&self) -> impl Iterator<Item = &str> {
        listed(self.protocols.as_deref())
    }

    /// The extensions that the client offers, in its order.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        listed(self.extensions.as_deref())
    }
}

fn listed(texts: Option<&str>) -> impl Iterator<Item = &str> {
    texts.unwrap_or_default().split(',').map(str::trim).filter(|text| !text.is_empty())
}

impl Data {
    /// A text for a client: what is to be sent to the gateway.
    pub fn of_text(connection_id: impl Into<String>, data: impl Into<String>) -> Self {
        Self::of(connection_id.into(), DataType::Text, data.into())
    }

    /// Bytes for a client: what is to be sent to the gateway.
    pub fn of_bytes(connection_id: impl Into<String>, data: impl AsRef<[u8]>) -> Self {
        Self::of(connection_id.into(), DataType::Binary, text::to_base64(data.as_ref()))
    }

    fn of(connection_id: String, data_type: DataType, data: String) -> Self {
        let websocket = Frame { action: Action::DataSend, connection_id, data_type, data, ..Frame::default() };
        Self { websocket, ..Self::default() }
    }
}

impl Closing {
    /// Ends a connection: what is to be sent to the gateway.
    pub fn of(connection_id: impl Into<String>) -> Self {
        let connection_id = connection_id.into();
        let websocket = Connection { action: Action::Closing, connection_id, ..Connection::default() };
        Self { websocket, ..Self::default() }
    }
}

impl Frame {
    /// The data as bytes: decoded if it is binary.
    ///
    /// # Errors
    ///
    /// If the data is no base64 although it is said to be binary.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Error> {
        body::bytes(&self.data, self.data_type == DataType::Binary, WHAT)
    }

    /// The data as text.
    ///
    /// # Errors
    ///
    /// If binary data is no UTF-8, or as [`bytes`](Self::bytes).
    pub fn text(&self) -> Result<Cow<'_, str>, Error> {
        body::text(self.bytes()?, WHAT)
    }

    /// The data as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the data is no JSON, or none that fits, or as [`text`](Self::text). The error may quote from the data.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(self.text()?.as_bytes(), WHAT)
    }
}

/// What the data is in an error.
const WHAT: &str = "the WebSocket's data";
