//! Logical ids of the resources that SAM makes.

/// What SAM appends for a name: itself where it is alphanumeric, else the first ten digits of its SHA-1.
pub(super) fn suffix(name: &str) -> String {
    if !name.is_empty() && name.chars().all(char::is_alphanumeric) {
        return name.to_owned();
    }
    if name.is_empty() {
        return String::new();
    }
    let digest = sha1(name.as_bytes());
    let [first, second, ..] = digest;
    format!("{first:08x}{second:08x}")[..10].to_owned()
}

/// SHA-1 (FIPS 180-4). SAM uses it as a fingerprint, not for security.
fn sha1(message: &[u8]) -> [u32; 5] {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    let mut state = [
        0x6745_2301,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0,
    ];
    for block in padded.chunks_exact(64) {
        let round = compress(state, block);
        for (word, new) in state.iter_mut().zip(round) {
            *word = u32::wrapping_add(*word, new);
        }
    }
    state
}

fn compress(state: [u32; 5], block: &[u8]) -> [u32; 5] {
    let mut words: Vec<u32> = block
        .chunks_exact(4)
        .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    for i in 16..80 {
        let mixed = words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16];
        words.push(mixed.rotate_left(1));
    }
    let mut chain = state;
    for (i, word) in words.iter().enumerate() {
        let [first, x, y, z, last] = chain;
        let (mix, constant) = match i {
            0..20 => ((x & y) | (!x & z), 0x5A82_7999),
            20..40 => (x ^ y ^ z, 0x6ED9_EBA1),
            40..60 => ((x & y) | (x & z) | (y & z), 0x8F1B_BCDC),
            _ => (x ^ y ^ z, 0xCA62_C1D6_u32),
        };
        let next = first
            .rotate_left(5)
            .wrapping_add(mix)
            .wrapping_add(last)
            .wrapping_add(constant)
            .wrapping_add(*word);
        chain = [next, first, x.rotate_left(30), y, z];
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_the_translator() {
        // aws-sam-translator 1.115.0: `FAPermissionfd80bbfc97` for an API whose stage is `my-prod`.
        assert_eq!(suffix("my-prod"), "fd80bbfc97");
        assert_eq!(suffix("Prod"), "Prod");
        assert_eq!(suffix(""), "");
    }
}
