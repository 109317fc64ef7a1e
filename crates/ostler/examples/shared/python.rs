//! How Python prints, for examples that show what the seeds' programs show.

/// The `repr` of bytes: `b'two\r\n'`, or `b"it's"`.
pub(crate) fn repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut text = format!("b{}", char::from(quote));
    for &byte in bytes {
        match byte {
            // Rust escapes both quotes, Python only the one that encloses.
            b'\'' | b'"' if byte != quote => text.push(char::from(byte)),
            _ => text.extend(byte.escape_ascii().map(char::from)),
        }
    }
    text.push(char::from(quote));
    text
}
