//! Any message about a connection, before it is known what it tells.

use serde_json::Value;

use super::{Action, Closing, Connecting, Connection, Data, DataType, Event, Frame, Handshake};
use crate::events::codecs::Sparse;
use crate::events::field::Natural;
use crate::events::loose::{Loose, LooseBy, moved, rest_of};
use crate::events::request_context::RequestContext;
use crate::events::structure::structure;

structure! {
    /// What all messages have at their top.
    pub(crate) struct Message {
        pub(crate) request_context: Loose<Box<RequestContext>> = "requestContext" => LooseBy<Sparse>;
        pub(crate) websocket: Loose<Box<Socket>> = "websocket" => LooseBy<Natural>;
    }
}

structure! {
    /// What messages say of a connection.
    pub(crate) struct Socket {
        action: Loose<Action> = "action" => LooseBy<Natural>;
        connection_id: Loose<String> = "secConnectionID" => LooseBy<Natural>;
        protocols: Loose<Option<String>> = "secWebSocketProtocol" => LooseBy<Natural>;
        extensions: Loose<Option<String>> = "secWebSocketExtensions" => LooseBy<Natural>;
        data_type: Loose<DataType> = "dataType" => LooseBy<Natural>;
        data: Loose<String> = "data" => LooseBy<Natural>;
    }
}

impl Message {
    /// What the message tells.
    #[inline]
    pub(crate) fn into_event(mut self) -> Result<Event, String> {
        let message = &mut self;
        if !message.websocket.is_there() {
            return Err("missing field `websocket`".to_owned());
        }
        let socket = message.websocket.get_mut();
        let action = socket.as_ref().and_then(|socket| socket.action.get()).cloned().unwrap_or_default();
        let Some(socket) = socket.filter(|_| !matches!(action, Action::Other(_))) else {
            return rest_of!(message).map(|rest| Event::Other(Value::Object(rest)));
        };
        if !socket.connection_id.is_there() {
            return Err("`websocket`: missing field `secConnectionID`".to_owned());
        }
        let socket = &mut *message.websocket.take("websocket")?;
        Ok(match action {
            Action::Connecting => {
                let websocket = moved!(socket: Socket as Handshake {
                    action = "action",
                    connection_id = "secConnectionID",
                    protocols = "secWebSocketProtocol",
                    extensions = "secWebSocketExtensions",
                });
                let request_context = message.request_context.take_unboxed("requestContext")?;
                let event =
                    moved!(message: Message as Connecting {}, websocket: websocket, request_context: request_context);
                Event::Connecting(Box::new(event))
            }
            Action::Closing => {
                let websocket = moved!(socket: Socket as Connection {
                    action = "action",
                    connection_id = "secConnectionID",
                });
                Event::Closing(moved!(message: Message as Closing {}, websocket: websocket))
            }
            _ => {
                let websocket = moved!(socket: Socket as Frame {
                    action = "action",
                    connection_id = "secConnectionID",
                    data_type = "dataType",
                    data = "data",
                });
                Event::Data(moved!(message: Message as Data {}, websocket: websocket))
            }
        })
    }
}
