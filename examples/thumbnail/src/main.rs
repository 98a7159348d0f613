//! Makes small images of large ones: an event function that keeps a processor busy.

use std::io::Cursor;
use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgba, RgbaImage, imageops};
use scf::{Context, Error};
use serde::{Deserialize, Serialize};

/// The longest side of a thumbnail. Even where nothing can be compressed, four bytes for each of 1024 × 1024 pixels
/// are below the 6 MB of a reply once they are base64.
const LONGEST_SIDE: u32 = 1024;

/// The longest side of an image that is read.
const LONGEST_SIDE_READ: u32 = 20_000;

const JPEG_QUALITY: u8 = 80;

#[derive(Deserialize)]
struct Request {
    /// The image, JPEG or PNG, as base64.
    image: String,
    /// What the thumbnail has to fit into.
    width: NonZeroU32,
    height: NonZeroU32,
    /// The thumbnail's format: the image's own unless given.
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Jpeg,
    Png,
}

#[derive(Debug, Deserialize, Serialize)]
struct Thumbnail {
    image: String,
    width: u32,
    height: u32,
    format: Format,
}

// Decoding and scaling never wait for anything. In an `async fn` they would hold up the server; a plain `fn` is
// called on a thread of its own.
#[scf::event]
fn thumbnail(request: Request, ctx: Context) -> Result<Thumbnail, Error> {
    let Request { image, width, height, format } = request;
    let (width, height) = (width.get(), height.get());
    if width.max(height) > LONGEST_SIDE {
        let message = format!("a thumbnail's sides are at most {LONGEST_SIDE} pixels, and this is {width} × {height}");
        return Err(Error::new("InvalidSize", message).status(400));
    }
    let bytes = STANDARD
        .decode(image)
        .map_err(|error| Error::new("InvalidBase64", format!("`image` is no base64: {error}")).status(400))?;
    let (image, own_format) = decode(&bytes, room(&ctx))?;
    // An image that fits already is not blown up.
    let small = if image.width() > width || image.height() > height { image.thumbnail(width, height) } else { image };
    let (width, height) = (small.width(), small.height());
    let format = format.unwrap_or(own_format);
    Ok(Thumbnail { image: STANDARD.encode(encode(small, format)?), width, height, format })
}

/// How many bytes an image's pixels may take: half of the function's memory, as a decoder may hold them twice.
fn room(ctx: &Context) -> u64 {
    u64::from(ctx.memory_limit_mb().unwrap_or(512)) * 1024 * 1024 / 2
}

/// The image the right way up, and its format.
///
/// A few bytes can claim to be an image of gigabytes, so the claim is looked at before a pixel is decoded.
fn decode(bytes: &[u8], room: u64) -> Result<(DynamicImage, Format), Error> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let format = match reader.format() {
        Some(ImageFormat::Jpeg) => Format::Jpeg,
        Some(ImageFormat::Png) => Format::Png,
        _ => return Err(Error::new("UnsupportedFormat", "the image is neither JPEG nor PNG").status(415)),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE_READ);
    limits.max_image_height = Some(LONGEST_SIDE_READ);
    limits.max_alloc = Some(room);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(refused)?;
    limits.reserve(decoder.total_bytes()).map_err(refused)?;
    // Cameras do not turn the pixels: they note how the camera was held.
    let orientation = decoder.orientation().map_err(refused)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    image.apply_orientation(orientation);
    Ok((image, format))
}

fn refused(error: ImageError) -> Error {
    match error {
        ImageError::Limits(error) => {
            Error::new("ImageTooLarge", format!("the image is too large: {error}")).status(413)
        }
        error => Error::new("InvalidImage", format!("the image cannot be decoded: {error}")).status(400),
    }
}

fn encode(image: DynamicImage, format: Format) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    match format {
        Format::Jpeg => on_white(image).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?,
        // Eight bits a channel do for a thumbnail, and are half of sixteen.
        Format::Png if image.has_alpha() => image.into_rgba8().write_with_encoder(PngEncoder::new(&mut bytes))?,
        Format::Png => image.into_rgb8().write_with_encoder(PngEncoder::new(&mut bytes))?,
    }
    Ok(bytes)
}

/// JPEG knows no transparency. Left out, what was transparent shows the colour beneath, mostly black.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.has_alpha() {
        return image;
    }
    let mut white = RgbaImage::from_pixel(image.width(), image.height(), Rgba([u8::MAX; 4]));
    imageops::overlay(&mut white, &image.into_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(white)
}

#[cfg(test)]
mod tests {
    use scf::serde_json::{Value, json};
    use scf::test::{Reply, block_on, invoke};

    use super::*;

    /// A picture that is red on its left and transparent on its right.
    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let (red, nothing) = (Rgba([255, 0, 0, 255]), Rgba([0, 0, 0, 0]));
        let red_and_nothing = RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { red } else { nothing });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(red_and_nothing).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A small JPEG whose head claims a size of its own.
    fn claiming(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = picture(8, 8, ImageFormat::Jpeg);
        let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        bytes
    }

    fn request(image: &[u8], width: u32, height: u32) -> Value {
        json!({ "image": STANDARD.encode(image), "width": width, "height": height })
    }

    fn call(request: Value) -> Reply {
        block_on(invoke(thumbnail, request).context(Context::builder().memory_limit_mb(64).build()))
    }

    fn made(reply: &Reply) -> (Thumbnail, RgbaImage) {
        assert_eq!(reply.status(), 200, "{}", reply.text());
        let thumbnail: Thumbnail = reply.json().unwrap();
        let image = image::load_from_memory(&STANDARD.decode(&thumbnail.image).unwrap()).unwrap();
        (thumbnail, image.into_rgba8())
    }

    fn error(reply: &Reply) -> (u16, String) {
        (reply.status(), reply.error_type().unwrap_or_default())
    }

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn fits_into_what_was_asked_for() {
        let (thumbnail, image) = made(&call(request(&picture(64, 32, ImageFormat::Png), 16, 16)));
        assert_eq!((thumbnail.width, thumbnail.height, thumbnail.format), (16, 8, Format::Png));
        assert_eq!(image.dimensions(), (16, 8));
        assert_eq!(image.get_pixel(2, 4), &Rgba([255, 0, 0, 255]));
        assert_eq!(image.get_pixel(14, 4)[3], 0, "what was transparent still is");
    }

    #[test]
    fn keeps_the_size_of_a_small_image() {
        let (thumbnail, _) = made(&call(request(&picture(8, 4, ImageFormat::Png), 100, 100)));
        assert_eq!((thumbnail.width, thumbnail.height), (8, 4));
    }

    #[test]
    fn lays_what_is_transparent_on_white_in_a_jpeg() {
        let mut request = request(&picture(64, 64, ImageFormat::Png), 32, 32);
        request["format"] = json!("jpeg");
        let (thumbnail, image) = made(&call(request));
        assert_eq!(thumbnail.format, Format::Jpeg);
        let white = image.get_pixel(28, 16);
        assert!(white.0.iter().all(|channel| *channel > 240), "{white:?}");
    }

    #[test]
    fn refuses_what_is_no_image() {
        let no_base64 = json!({ "image": "§", "width": 8, "height": 8 });
        assert_eq!(error(&call(no_base64)), (400, "InvalidBase64".to_owned()));
        assert_eq!(error(&call(request(b"hello", 8, 8))), (415, "UnsupportedFormat".to_owned()));
        let half = picture(64, 64, ImageFormat::Png);
        assert_eq!(error(&call(request(&half[..half.len() / 2], 8, 8))), (400, "InvalidImage".to_owned()));
    }

    #[test]
    fn refuses_a_size_that_is_none() {
        let png = picture(8, 8, ImageFormat::Png);
        assert_eq!(error(&call(request(&png, 8, LONGEST_SIDE + 1))), (400, "InvalidSize".to_owned()));
        assert_eq!(error(&call(request(&png, 0, 8))), (400, "InvalidPayload".to_owned()));
        let mut gif = request(&png, 8, 8);
        gif["format"] = json!("gif");
        assert_eq!(error(&call(gif)), (400, "InvalidPayload".to_owned()));
    }

    #[test]
    fn refuses_an_image_that_would_fill_the_memory() {
        assert_eq!(error(&call(request(&claiming(9000, 9000), 8, 8))), (413, "ImageTooLarge".to_owned()));
        assert_eq!(error(&call(request(&claiming(60_000, 1), 8, 8))), (413, "ImageTooLarge".to_owned()));
    }

    // The attribute leaves the function as it is: a test can also call it.
    #[test]
    fn is_a_function_like_any_other() {
        let image = STANDARD.encode(picture(32, 32, ImageFormat::Jpeg));
        let side = NonZeroU32::new(16).unwrap();
        let request = Request { image, width: side, height: side, format: None };
        let thumbnail = thumbnail(request, Context::builder().build()).unwrap();
        assert_eq!((thumbnail.width, thumbnail.height, thumbnail.format), (16, 16, Format::Jpeg));
    }
}
