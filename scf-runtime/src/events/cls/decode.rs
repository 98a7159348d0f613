//! How a batch of log records is unpacked.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::{Event, LogBatch};
use crate::error::Error;
use crate::event::shortened;
use crate::events::text::from_base64;

/// How many bytes [`Event::decode`] unpacks at the most: 16 MiB.
///
/// The platform packs up to 128 KB, which gzip can make into a hundred megabytes, and the smallest function has 64 MB
/// of memory. Log lines shrink to a tenth or a thirtieth, so that 16 MiB are several times what an honest batch
/// needs, and leave room for the records that are made of them.
pub const DECODED_MAX: usize = 16 * 1024 * 1024;

impl Event {
    /// Unpacks the batch, up to [`DECODED_MAX`] bytes of JSON.
    ///
    /// It is there with the feature `cls` of this crate.
    ///
    /// # Errors
    ///
    /// If the text is no base64, what it stands for no gzip, what that holds too long, no JSON, or none that fits.
    pub fn decode(&self) -> Result<LogBatch, Error> {
        self.decode_within(DECODED_MAX)
    }

    /// Unpacks the batch, up to `max_bytes` of JSON. The records are made as the JSON is unpacked, so that it is never
    /// in memory as a whole.
    ///
    /// It is there with the feature `cls` of this crate.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    pub fn decode_within(&self, max_bytes: usize) -> Result<LogBatch, Error> {
        let packed = from_base64(&self.logs.data, "the log batch")?;
        let mut unpacked = Unpacked { from: MultiGzDecoder::new(&*packed), left: max_bytes, fault: None };
        let read = read(BufReader::new(&mut unpacked));
        // What is amiss below the JSON is the cause of what is amiss with the JSON.
        let message = match (unpacked.fault, read) {
            (None, Ok(batch)) => return Ok(batch),
            (None, Err(message)) => message,
            (Some(Fault::TooLong), _) => format!(
                "the log batch is longer than {max_bytes} bytes when it is unpacked: decode it with \
                 `decode_within` and a greater limit if it is to be that long"
            ),
            (Some(Fault::NoGzip(error)), _) => format!("the log batch is no gzip, or not all of it: {error}"),
        };
        Err(Error::new("InvalidPayload", message).status(400))
    }
}

fn read(from: impl Read) -> Result<LogBatch, String> {
    let mut json = serde_json::Deserializer::from_reader(from);
    let batch = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        if !error.is_data() {
            return format!("the log batch is no JSON: {error}");
        }
        let at = if path == "." { String::new() } else { format!("`{path}` of ") };
        format!("{at}the log batch does not fit: {}", shortened(&error.to_string()))
    })?;
    // It also reads gzip to its end, where its checksum is.
    json.end().map_err(|error| format!("the log batch is no JSON: {error}"))?;
    Ok(batch)
}

/// What has been unpacked, up to a limit.
struct Unpacked<R> {
    from: R,
    left: usize,
    fault: Option<Fault>,
}

enum Fault {
    TooLong,
    NoGzip(io::Error),
}

impl<R: Read> Unpacked<R> {
    fn fail(&mut self, fault: Fault) -> io::Error {
        self.fault = Some(fault);
        io::Error::other("the log batch cannot be unpacked")
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // One byte more than allowed tells a batch that is too long from one that just fits.
        let room = self.left.saturating_add(1).min(into.len());
        let Some(into) = into.get_mut(..room) else { return Ok(0) };
        match self.from.read(into) {
            Ok(length) => match self.left.checked_sub(length) {
                Some(left) => {
                    self.left = left;
                    Ok(length)
                }
                None => Err(self.fail(Fault::TooLong)),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(self.fail(Fault::NoGzip(error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{DECODED_MAX, Event, LogBatch};
    use crate::events::tests::kept::published;
    use crate::events::text::to_base64;

    const BATCH: &str =
        r#"{"topic_id":"t","topic_name":"n","records":[{"timestamp":"1790000000123456","content":"a"}]}"#;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn event(packed: &[u8]) -> Event {
        let mut event = Event::default();
        event.logs.data = to_base64(packed);
        event
    }

    fn error(packed: &[u8]) -> String {
        let error = event(packed).decode().unwrap_err();
        assert_eq!((error.name(), error.status_code()), ("InvalidPayload", 400));
        error.to_string()
    }

    #[test]
    fn a_published_batch_is_unpacked() {
        for event in published::<Event>("cls-envelope-constructed") {
            assert_eq!(event.decode().unwrap().records.len(), 2);
        }
        for event in published::<Event>("cls-envelope-doc") {
            assert!(event.decode().unwrap_err().to_string().starts_with("the log batch is no base64"));
        }
    }

    #[test]
    fn a_batch_in_one_member_and_in_several_is_unpacked() {
        let batch: LogBatch = serde_json::from_str(BATCH).unwrap();
        assert_eq!(event(&gzip(BATCH.as_bytes())).decode().unwrap(), batch);
        let (head, tail) = BATCH.as_bytes().split_at(40);
        assert_eq!(event(&[gzip(head), gzip(b""), gzip(tail)].concat()).decode().unwrap(), batch);
    }

    #[test]
    fn what_is_no_gzip_is_told() {
        let starts = "the log batch is no gzip, or not all of it: ";
        let packed = gzip(BATCH.as_bytes());
        for packed in [&b""[..], b"{}", BATCH.as_bytes(), &packed[..packed.len() / 2], &packed[..packed.len() - 1]] {
            assert!(error(packed).starts_with(starts), "{}", error(packed));
        }
        let mut wrong = packed.clone();
        let sum = wrong.len() - 8;
        wrong[sum] ^= 1;
        assert!(error(&wrong).starts_with(starts), "{}", error(&wrong));
        assert!(error(&[&packed[..], b"more"].concat()).starts_with(starts));
    }

    #[test]
    fn what_is_no_batch_is_told_with_its_place() {
        let wrong = BATCH.replace(r#""1790000000123456""#, r#""now""#);
        let says = error(&gzip(wrong.as_bytes()));
        assert!(says.starts_with("`records[0].timestamp` of the log batch does not fit: it is \"now\""), "{says}");
        assert!(error(&gzip(b"{\"records\": [")).starts_with("the log batch is no JSON: EOF"));
        assert!(error(&gzip(b"")).starts_with("the log batch is no JSON: EOF"));
        assert!(error(&gzip(b"{\"records\": []} x")).starts_with("the log batch is no JSON: trailing"));
        assert!(error(&gzip(b"7")).starts_with("the log batch does not fit: invalid type"));
        assert!(error(&gzip(b"{}")).contains("missing field `records`"));
    }

    #[test]
    fn a_batch_that_is_too_long_is_told_its_limit() {
        let packed = event(&gzip(BATCH.as_bytes()));
        assert!(packed.decode_within(BATCH.len()).is_ok());
        for max in [BATCH.len() - 1, 1, 0] {
            let error = packed.decode_within(max).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the log batch is longer than {max} bytes when")), "{error}");
        }
    }

    #[test]
    fn a_bomb_of_spaces_and_one_of_text_do_not_go_off() {
        let spaces = gzip(&vec![b' '; DECODED_MAX + 1]);
        assert!(spaces.len() < 128 * 1024);
        assert!(error(&spaces).starts_with(&format!("the log batch is longer than {DECODED_MAX} bytes")));
        let mut text = br#"{"topic_id": ""#.to_vec();
        text.resize(DECODED_MAX + 1, b'a');
        assert!(error(&gzip(&text)).starts_with(&format!("the log batch is longer than {DECODED_MAX} bytes")));
    }
}
