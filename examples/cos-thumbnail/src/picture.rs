//! Small pictures of large ones.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

/// The longest side of a thumbnail.
pub(crate) const LONGEST_SIDE: u32 = 256;

/// The longest side of a picture that is read.
const LONGEST_SIDE_READ: u32 = 20_000;

const JPEG_QUALITY: u8 = 80;

pub(crate) struct Thumbnail {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Thumbnail {
    /// Makes one, in the picture's own format and the right way up. The pixels may take `room` bytes.
    ///
    /// The error says what is wrong with the picture, which then is wrong with it each time.
    pub(crate) fn of(picture: &[u8], room: u64) -> Result<Self, ImageError> {
        let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format()?;
        let format = reader.format();
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE_READ);
        limits.max_image_height = Some(LONGEST_SIDE_READ);
        limits.max_alloc = Some(room);
        reader.limits(limits.clone());
        let mut decoder = reader.into_decoder()?;
        // A few bytes can claim to be a picture of gigabytes, so the claim is looked at before a pixel is decoded.
        limits.reserve(decoder.total_bytes())?;
        // Cameras do not turn the pixels: they note how the camera was held.
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        image.apply_orientation(orientation);
        // A picture that fits already is not blown up.
        let is_large = image.width().max(image.height()) > LONGEST_SIDE;
        let small = if is_large { image.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { image };

        let (width, height) = (small.width(), small.height());
        let mut bytes = Vec::new();
        let content_type = match format {
            Some(ImageFormat::Png) if small.has_alpha() => {
                small.into_rgba8().write_with_encoder(PngEncoder::new(&mut bytes))?;
                "image/png"
            }
            Some(ImageFormat::Png) => {
                small.into_rgb8().write_with_encoder(PngEncoder::new(&mut bytes))?;
                "image/png"
            }
            _ => {
                small.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
                "image/jpeg"
            }
        };
        Ok(Self { bytes, content_type, width, height })
    }
}
