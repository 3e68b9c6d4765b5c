use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::openssh;
use devcert::encoding::pem;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::{self, ObjectKind, Packing};

use crate::{assert_same_key, fixture, key, opened, secret};

#[test]
fn every_openssh_key_is_read() {
    for cipher in ["aes256-ctr", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-cbc"] {
        assert_same_key(&format!("ssh-{cipher}"), "ssh-ed25519");
    }
    assert_same_key("ssh-rsa", "ssh-rsa.pem");
    assert!(key("ssh-ecdsa").is_ok());
    assert!(key("ssh-short").is_ok());
}

#[test]
fn public_keys_are_read_line_by_line_with_their_comments() {
    let contents = sniff::sniff(&fixture("ssh-authorized-keys")).unwrap();
    assert!(contents.objects.iter().all(|object| object.kind == ObjectKind::OpenSshPublicKey));
    assert_eq!(contents.objects[2].packing, Packing::Text { line: 3 });
    let found = opened("ssh-authorized-keys").unwrap();
    for (object, (private, comment)) in found.objects.iter().zip([
        ("ssh-ed25519", Some("me@here")),
        ("ssh-rsa", None),
        ("ssh-ecdsa", Some("a b")),
    ]) {
        assert_eq!(object.der.expose(), key(private).unwrap().public().spki());
        let Packing::Inside { name, .. } = &object.packing else { panic!() };
        assert_eq!(name.as_deref(), comment);
    }
}

#[test]
fn an_openssh_key_tells_a_wrong_passphrase_from_a_missing_one() {
    let open = |passphrase: Option<&[u8]>, limits| {
        let passphrase = passphrase.map(Into::into);
        match read::contents(&fixture("ssh-aes256-ctr"), passphrase.as_ref(), &limits) {
            Err(ReadError::Open(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let missing = OpenError::PassphraseNeeded(ObjectKind::OpenSshPrivateKey);
    assert_eq!(open(None, Limits::default()), missing);
    assert_eq!(open(Some(b"Secret"), Limits::default()), OpenError::WrongPassphrase);
    assert_eq!(open(Some(b""), Limits::default()), OpenError::WrongPassphrase);
    let few = Limits { bcrypt: 15, ..Limits::default() };
    let sentence = "needs 16 rounds of bcrypt (limit 15)";
    assert_eq!(open(Some(b"secret"), few).to_string(), sentence);
}

#[test]
fn a_public_line_is_written_as_ssh_keygen_writes_it() {
    for (private, comment) in [("ssh-ed25519", "me@here"), ("ssh-rsa", ""), ("ssh-ecdsa", "a b")] {
        let own = key(private).unwrap();
        let line = openssh::public_line(own.public(), comment).unwrap();
        let expected = String::from_utf8(fixture(&format!("{private}.pub"))).unwrap();
        assert_eq!(line.trim_end(), expected.trim_end());
    }
}

#[test]
fn a_public_key_in_the_armour_of_rfc_4716_is_read() {
    let line = String::from_utf8(fixture("ssh-rsa.pub")).unwrap();
    let base64 = line.split(' ').nth(1).unwrap();
    let (first, second) = base64.split_at(70);
    let file = format!(
        "---- BEGIN SSH2 PUBLIC KEY ----\nSubject: me:\\\nhere\nComment: \"me@here\"\n{first}\n{second}\n\
         ---- END SSH2 PUBLIC KEY ----\n"
    );
    let found = read::contents(file.as_bytes(), None, &Limits::default()).unwrap();
    let Packing::Inside { name, .. } = &found.objects[0].packing else { panic!() };
    assert_eq!(name.as_deref(), Some("me@here"));
    let expected = read::contents(line.as_bytes(), None, &Limits::default()).unwrap();
    assert_eq!(found.objects[0].der.expose(), expected.objects[0].der.expose());
}

#[test]
fn a_comment_does_nothing_to_a_terminal_and_makes_no_second_line() {
    let key = key("ssh-ed25519").unwrap();
    let line = openssh::public_line(key.public(), "me\u{1b}[31m\u{9b}\u{202e}@here\nssh-rsa AAAA").unwrap();
    assert!(line.ends_with(" me[31m@here\n"), "{line:?}");
}

#[test]
fn what_is_written_for_openssh_reads_back() {
    let mut rng = rand::rng();
    for name in ["ssh-ed25519", "ssh-rsa", "ssh-ecdsa", "ssh-short"] {
        let own = key(name).unwrap();
        let passphrase = secret();
        for passphrase in [None, Some((&passphrase, 2))] {
            let written = openssh::private(&own, "a comment\nof two lines", passphrase, &mut rng).unwrap();
            let file = pem::encode("OPENSSH PRIVATE KEY", written.expose());
            let found = read::contents(file.expose(), Some(&secret()), &Limits::default()).unwrap();
            assert_eq!(read::private_key_in(&found).unwrap().public(), own.public());
            let Packing::Inside { name, .. } = &found.objects[0].packing else { panic!() };
            assert_eq!(name.as_deref(), Some("a comment"));
        }
    }
}
