//! Compression of answers: brotli or gzip, as the client says (RFC 9110, section 12.5.3).
//!
//! Every answer of this service is whole in memory before it is sent, so it is compressed in one go and keeps its length; a
//! streaming layer would hold an encoder's window for each connection.

use std::io::Write;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use brotli::enc::BrotliEncoderParams;

/// A way to compress, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
}

/// How much time may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// For each request anew.
    Often,
    /// Once for each start of the server.
    Once,
}

impl Coding {
    pub(super) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The name of the coding in headers.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The best coding that the client takes; `None` if it wants none.
    pub(super) fn accepted(request: &HeaderMap) -> Option<Self> {
        let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let mut accepted = [None; Self::ALL.len()];
        let mut others = None;
        for part in values.flat_map(|list| list.split(',')) {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            let is_wanted = !is_zero(weight.trim());
            match Self::ALL.into_iter().find(|coding| name.trim().eq_ignore_ascii_case(coding.as_str())) {
                Some(coding) => accepted[coding as usize] = Some(is_wanted),
                None if name.trim() == "*" => others = Some(is_wanted),
                None => {}
            }
        }
        Self::ALL.into_iter().find(|coding| accepted[*coding as usize].or(others).unwrap_or(false))
    }

    /// The content compressed.
    pub(super) fn compress(self, content: &[u8], effort: Effort) -> Vec<u8> {
        let mut compressed = Vec::with_capacity(content.len() / 3);
        match self {
            Self::Brotli => {
                let quality = if effort == Effort::Once { 11 } else { BROTLI_QUALITY };
                let parameters = BrotliEncoderParams {
                    quality,
                    lgwin: BROTLI_WINDOW_BITS,
                    size_hint: content.len(),
                    ..BrotliEncoderParams::default()
                };
                let mut reader = content;
                brotli::BrotliCompress(&mut reader, &mut compressed, &parameters)
                    .expect("memory is read and written");
            }
            Self::Gzip => {
                let level = if effort == Effort::Once { 9 } else { GZIP_LEVEL };
                let mut encoder =
                    flate2::write::GzEncoder::new(&mut compressed, flate2::Compression::new(level));
                encoder.write_all(content).expect("memory is written");
                encoder.finish().expect("memory is written");
            }
        }
        compressed
    }
}

/// Whether the weight after a coding is `q=0`, which refuses it.
fn is_zero(weight: &str) -> bool {
    let number = weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="));
    number.is_some_and(|number| number.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// Answers below this many bytes are sent as they are: compressed, they would fill one packet just the same.
pub(super) const COMPRESSED_BYTES_MIN: usize = 1024;
/// The last quality of brotli before its costs grow steeply.
const BROTLI_QUALITY: i32 = 4;
/// A window of 256 KiB: no page is much longer, and the encoder's tables stay small.
const BROTLI_WINDOW_BITS: i32 = 18;
const GZIP_LEVEL: u32 = 4;

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_client_decides() {
        let check = |value: &str, expected: Option<Coding>| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, value.parse().unwrap());
            assert_eq!(Coding::accepted(&headers), expected, "{value}");
        };
        check("", None);
        check("identity", None);
        check("gzip", Some(Coding::Gzip));
        check("gzip, deflate, br, zstd", Some(Coding::Brotli));
        check("br;q=0, gzip;q=0.5", Some(Coding::Gzip));
        check("BR ; q=1.0", Some(Coding::Brotli));
        check("*", Some(Coding::Brotli));
        check("*;q=0", None);
        check("br;q=0.0, *", Some(Coding::Gzip));
        check("gzip;q=0.000", None);
        check(";;;,=,q=", None);
        assert_eq!(Coding::accepted(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_compressed_can_be_read() {
        let content = "BLACK CHESS KING ♚ ".repeat(500);
        for effort in [Effort::Often, Effort::Once] {
            let mut read = String::new();
            let gzip = Coding::Gzip.compress(content.as_bytes(), effort);
            flate2::read::GzDecoder::new(gzip.as_slice()).read_to_string(&mut read).unwrap();
            assert_eq!(read, content);
            let mut read = Vec::new();
            let brotli = Coding::Brotli.compress(content.as_bytes(), effort);
            brotli::BrotliDecompress(&mut brotli.as_slice(), &mut read).unwrap();
            assert_eq!(read, content.as_bytes());
            assert!(gzip.len() < 500 && brotli.len() < 500);
        }
    }
}
