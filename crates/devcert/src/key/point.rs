//! The forms of a point on a curve (SEC 1, 2.3.3).

/// How the point of an EC key is written (SEC 1, 2.3.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PointForm {
    /// Both coordinates.
    #[default]
    Uncompressed,
    /// The first coordinate, and one bit of the second.
    Compressed,
    /// Both coordinates, and the bit of the compressed form.
    Hybrid,
}

impl PointForm {
    /// The form of a point. `None` if it is in none, as the point at infinity.
    pub(crate) fn of(point: &[u8]) -> Option<Self> {
        Some(match point.first()? {
            2 | 3 => Self::Compressed,
            4 => Self::Uncompressed,
            6 | 7 => Self::Hybrid,
            _ => return None,
        })
    }
}

/// The point in another form. `None` if it is in none, or has only one coordinate where both are wanted.
pub(crate) fn in_form(point: &[u8], form: PointForm) -> Option<Vec<u8>> {
    let (first, coordinates) = point.split_first()?;
    match (first, form) {
        (2 | 3, PointForm::Compressed) => Some(point.to_vec()),
        (4 | 6 | 7, _) => {
            let sign = coordinates.last()? & 1;
            Some(match form {
                PointForm::Uncompressed => [&[4][..], coordinates].concat(),
                PointForm::Compressed => [&[2 | sign][..], &coordinates[..coordinates.len() / 2]].concat(),
                PointForm::Hybrid => [&[6 | sign][..], coordinates].concat(),
            })
        }
        _ => None,
    }
}

/// Equal, or the compressed form of the same x coordinate (SEC 1, 2.3.3).
pub(crate) fn same_point(stated: &[u8], own: &[u8]) -> bool {
    let Some((4, coordinates)) = own.split_first() else { return stated == own };
    let sign = coordinates.last().map_or(0, |last| last & 1);
    let x = &coordinates[..coordinates.len() / 2];
    match stated.split_first() {
        // The hybrid form has both coordinates and the sign.
        Some((6 | 7, both)) => both == coordinates && stated[0] & 1 == sign,
        Some((2 | 3, half)) => half == x && stated[0] & 1 == sign,
        _ => stated == own,
    }
}
