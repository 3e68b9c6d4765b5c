//! The root certificates of the user in Windows, through the `CryptoAPI`.
#![cfg_attr(windows, allow(unsafe_code, reason = "one call of the CryptoAPI that schannel does not have"))]

use std::io;

/// Whether the certificate is among them, compared as a whole.
///
/// # Errors
///
/// When the store cannot be opened, and on other systems.
pub fn has(der: &[u8]) -> io::Result<bool> {
    #[cfg(windows)]
    return Ok(api::find(&api::open()?, der).is_some());
    #[cfg(not(windows))]
    none(der)
}

/// Adds the certificate. Windows asks the user in a window first.
///
/// # Errors
///
/// When the user declines, when the store cannot be changed, and on other systems.
pub fn add(der: &[u8]) -> io::Result<()> {
    #[cfg(windows)]
    return api::add(der);
    #[cfg(not(windows))]
    none(der)
}

/// Removes the certificate; one that is not among them is no error.
///
/// # Errors
///
/// As [`add`].
pub fn remove(der: &[u8]) -> io::Result<()> {
    #[cfg(windows)]
    return api::remove(der);
    #[cfg(not(windows))]
    none(der)
}

#[cfg(not(windows))]
fn none<T>(_: &[u8]) -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(windows)]
mod api {
    use std::io;

    use schannel::RawPointer as _;
    use schannel::cert_context::CertContext;
    use schannel::cert_store::{CertAdd, CertStore};
    use windows_sys::Win32::Security::Cryptography::{
        CERT_STORE_PROV_SYSTEM_REGISTRY_W, CERT_SYSTEM_STORE_CURRENT_USER_ID,
        CERT_SYSTEM_STORE_LOCATION_SHIFT, CertOpenStore,
    };

    const NAME: &str = "Root";

    pub(super) fn open() -> io::Result<CertStore> {
        CertStore::open_current_user(NAME)
    }

    pub(super) fn find(store: &CertStore, der: &[u8]) -> Option<CertContext> {
        store.certs().find(|found| found.to_der() == der)
    }

    pub(super) fn add(der: &[u8]) -> io::Result<()> {
        open()?.add_cert(&CertContext::new(der)?, CertAdd::ReplaceExisting).map(drop)
    }

    /// The store shows the machine's certificates too. What was taken out of the user's part alone is what is gone
    /// in Wine, where a removal from all of them comes back.
    pub(super) fn remove(der: &[u8]) -> io::Result<()> {
        for store in [open()?, open_users_part()?] {
            find(&store, der).map_or(Ok(()), CertContext::delete)?;
        }
        Ok(())
    }

    fn open_users_part() -> io::Result<CertStore> {
        let name: Vec<u16> = NAME.encode_utf16().chain([0]).collect();
        let location = CERT_SYSTEM_STORE_CURRENT_USER_ID << CERT_SYSTEM_STORE_LOCATION_SHIFT;
        // SAFETY: the name ends with a zero and outlives the call; the handle, checked for null, has one owner.
        unsafe {
            let provider = CERT_STORE_PROV_SYSTEM_REGISTRY_W;
            let store = CertOpenStore(provider, 0, 0, location, name.as_ptr().cast());
            match store.is_null() {
                true => Err(io::Error::last_os_error()),
                false => Ok(CertStore::from_ptr(store.cast())),
            }
        }
    }
}
