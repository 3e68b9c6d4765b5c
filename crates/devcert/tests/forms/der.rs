//! DER that no program writes.

/// One element: tag, length, content.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header = match content.len() {
        short @ 0..0x80 => vec![tag, u8::try_from(short).unwrap()],
        0x80..0x100 => vec![tag, 0x81, length[3]],
        0x100..0x1_0000 => vec![tag, 0x82, length[2], length[3]],
        0x1_0000..0x100_0000 => vec![tag, 0x83, length[1], length[2], length[3]],
        _ => [&[tag, 0x84][..], &length].concat(),
    };
    [header, content].concat()
}

/// A certificate that is signed by nobody, with this serial number, these general names and
/// this key.
pub(crate) fn certificate(serial: &[u8], names: &[u8], spki: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, &[&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]]);
    let common_name = element(0x30, &[&[6, 3, 0x55, 4, 3], &element(0x0c, &[b"x"])]);
    let name = element(0x30, &[&element(0x31, &[&common_name])]);
    let time = element(0x17, &[b"260101000000Z"]);
    let san = element(0x30, &[&[6, 3, 0x55, 0x1d, 0x11], &element(4, &[&element(0x30, &[names])])]);
    let body = element(
        0x30,
        &[
            &[0xa0, 3, 2, 1, 2],
            &element(2, &[serial]),
            &algorithm,
            &name,
            &element(0x30, &[&time, &time]),
            &name,
            spki,
            &element(0xa3, &[&element(0x30, &[&san])]),
        ],
    );
    element(0x30, &[&body, &algorithm, &[3, 2, 0, 1]])
}
