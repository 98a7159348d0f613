//! Sends back what it is told, by a WebSocket: a function whose protocol is set to WebSocket on the platform.

use std::time::Duration;

use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use scf::actix_web;
use scf::actix_web::rt::{spawn, time::timeout};
use scf::http::{HttpRequest, HttpResponse, Payload};
use scf::tracing::Instrument;

/// What the platform passes on in one message.
const LONGEST_MESSAGE: usize = 256 * 1024;

/// A client that says nothing for so long has gone. The platform hangs up by itself, and mostly earlier; where the
/// program runs elsewhere nobody else would.
const SILENCE: Duration = Duration::from_secs(90);

// A request that is no handshake is an error of actix-web's, which is answered with its own status.
#[scf::http(get = "/echo")]
async fn echo(request: HttpRequest, body: Payload) -> Result<HttpResponse, actix_web::Error> {
    let (response, session, messages) = actix_ws::handle(&request, body)?;
    let messages = messages.max_frame_size(LONGEST_MESSAGE).aggregate_continuations();
    let messages = messages.max_continuation_size(LONGEST_MESSAGE);
    // The connection is upgraded once the response is there, so the conversation has to go on beside it; in the
    // request's span, or its log lines would not tell the request.
    spawn(converse(session, messages).in_current_span());
    Ok(response)
}

async fn converse(mut session: Session, mut messages: AggregatedMessageStream) {
    let reason = loop {
        let Ok(message) = timeout(SILENCE, messages.recv()).await else { break CloseCode::Away.into() };
        let sent = match message {
            Some(Ok(AggregatedMessage::Text(text))) => session.text(text).await,
            Some(Ok(AggregatedMessage::Ping(bytes))) => session.pong(&bytes).await,
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Binary(_))) => {
                break CloseReason { code: CloseCode::Unsupported, description: Some("text only".to_owned()) };
            }
            Some(Ok(AggregatedMessage::Close(_))) | None => break CloseCode::Normal.into(),
            // The client has gone without a word: most do.
            Some(Err(ProtocolError::Io(_))) => return,
            Some(Err(error)) => {
                scf::tracing::info!(%error, "a client broke the protocol");
                break CloseCode::Protocol.into();
            }
        };
        if sent.is_err() {
            return;
        }
    };
    // A client that has gone already does not need to hear it.
    let _ = session.close(Some(reason)).await;
}

#[cfg(test)]
mod tests {
    use scf::test::{HttpCall, block_on};

    fn handshake() -> HttpCall {
        scf::test::http()
            .get("/echo")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    /// A frame as a client sends it: its mask is there, and changes nothing.
    fn frame(opcode: u8, text: &str) -> Vec<u8> {
        let length = u8::try_from(text.len()).unwrap();
        [&[0x80 | opcode, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
    }

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn shakes_hands() {
        let reply = block_on(handshake());
        assert_eq!((reply.status(), reply.header("upgrade")), (101, Some("websocket")));
        // The answer to the key above: both are from the protocol's specification.
        assert_eq!(reply.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    #[test]
    fn sends_back_what_it_is_told() {
        let (text, close) = (0x1, 0x8);
        let said = [frame(text, "Hello"), frame(text, "你好"), frame(close, "")].concat();
        let reply = block_on(handshake().body(said));
        let heard = [b"\x81\x05Hello".as_slice(), b"\x81\x06", "你好".as_bytes(), b"\x88\x02\x03\xe8"].concat();
        assert_eq!(reply.bytes(), heard, "two texts, and a normal end");
    }

    #[test]
    fn takes_no_binary() {
        let reply = block_on(handshake().body(frame(0x2, "Hello")));
        assert!(reply.bytes().ends_with(b"\x03\xebtext only"), "{:?}", reply.bytes());
    }

    #[test]
    fn refuses_what_is_no_handshake() {
        assert_eq!(block_on(scf::test::http().get("/echo")).status(), 400);
        let reply = block_on(scf::test::http().post("/echo"));
        assert_eq!(reply.status(), 405);
    }
}
