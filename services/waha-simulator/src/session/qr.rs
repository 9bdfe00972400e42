//! The QR code that a phone scans.

use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, QrCode};
use rand::RngExt as _;

/// Pixels per module, and modules of white around the code.
const MODULE: usize = 6;
const QUIET_ZONE: usize = 4;

/// A new code's content: a reference, three keys and the kind of client, as WhatsApp puts it.
pub(super) fn fresh() -> String {
    format!(
        "2@{},{},{},{},1",
        base64(96),
        base64(32),
        base64(32),
        base64(32)
    )
}

/// Draws `content` as a PNG picture. It must be far below the 2953 bytes that a QR code holds,
/// as what [`fresh`] makes and the id of a chat are.
pub(crate) fn png(content: &str) -> Vec<u8> {
    let code = QrCode::new(content).expect("a QR code holds 2953 bytes and no caller has as many");
    let modules = code.width();
    let side = (modules + 2 * QUIET_ZONE) * MODULE;
    let mut pixels = vec![u8::MAX; side * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let left = (index % modules + QUIET_ZONE) * MODULE;
            let top = (index / modules + QUIET_ZONE) * MODULE;
            for row in top..top + MODULE {
                pixels[row * side + left..row * side + left + MODULE].fill(0);
            }
        }
    }
    let mut picture = Vec::new();
    let length = u32::try_from(side).expect("a QR code is at most 177 modules wide");
    let mut encoder = Encoder::new(&mut picture, length, length);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .expect("writing to memory does not fail");
    picture
}

fn base64(bytes: usize) -> String {
    use base64::Engine as _;
    let mut random = vec![0_u8; bytes];
    rand::rng().fill(random.as_mut_slice());
    base64::engine::general_purpose::STANDARD.encode(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_a_png_of_the_right_size() {
        let content = fresh();
        let picture = png(&content);
        let reader = png::Decoder::new(std::io::Cursor::new(&picture))
            .read_info()
            .unwrap();
        let modules = QrCode::new(&content).unwrap().width();
        let side = u32::try_from((modules + 8) * 6).unwrap();
        assert_eq!((reader.info().width, reader.info().height), (side, side));
        assert_ne!(content, fresh());
    }
}
