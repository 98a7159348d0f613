//! A name server that knows one name, which is this machine's.

use std::net::{Ipv4Addr, UdpSocket};

use simple_dns::rdata::{A, RData};
use simple_dns::{CLASS, Packet, QTYPE, RCODE, ResourceRecord, TYPE};

/// Answers what it can read, until its socket is closed.
pub(crate) fn serve(socket: &UdpSocket, known: &str) {
    let mut question = [0; 512];
    while let Ok((length, asker)) = socket.recv_from(&mut question) {
        if let Some(answer) = answer(&question[..length], known) {
            // Who does not wait for the answer any longer asks again.
            let _ = socket.send_to(&answer, asker);
        }
    }
}

fn answer(question: &[u8], known: &str) -> Option<Vec<u8>> {
    let mut packet = Packet::parse(question).ok()?.into_reply();
    let asked = packet.questions.first()?;
    if !asked.qname.to_string().eq_ignore_ascii_case(known) {
        *packet.rcode_mut() = RCODE::NameError;
    } else if asked.qtype == QTYPE::TYPE(TYPE::A) {
        let here = RData::A(A { address: Ipv4Addr::LOCALHOST.into() });
        packet.answers.push(ResourceRecord::new(asked.qname.clone(), CLASS::IN, 60, here));
    }
    packet.build_bytes_vec().ok()
}
