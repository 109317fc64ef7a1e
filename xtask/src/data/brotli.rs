//! Packing texts with Brotli, as tightly as it can.

use std::io::Write;

use anyhow::Context;

/// `text`, packed.
pub(super) fn pack(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut packed = Vec::new();
    // The window is as large as the text and no larger, because the reader keeps room for it.
    let window_bits = (text.len() + WINDOW_GAP).next_power_of_two().ilog2();
    let window_bits = window_bits.clamp(WINDOW_BITS_MIN, WINDOW_BITS_MAX);
    let mut writer = ::brotli::CompressorWriter::new(&mut packed, BUFFER_BYTES, QUALITY, window_bits);
    writer.write_all(text.as_bytes()).context("cannot pack")?;
    writer.flush().context("cannot pack")?;
    drop(writer);
    Ok(packed)
}

/// The best there is.
const QUALITY: u32 = 11;

/// The limits of the format.
const WINDOW_BITS_MIN: u32 = 10;
const WINDOW_BITS_MAX: u32 = 24;

/// A window of `n` bits has as many bytes fewer than 2 to the power of `n`.
const WINDOW_GAP: usize = 16;

const BUFFER_BYTES: usize = 1 << 16;
