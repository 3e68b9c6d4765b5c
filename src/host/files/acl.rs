//! Access control lists of Windows: set, so that only the user who runs devcert can open a file, and read. And the
//! numbers of files, which the standard library does not give either.
#![allow(unsafe_code, reason = "the calls of Windows take pointers; each block says what keeps them valid")]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{CloseHandle, ERROR_SUCCESS, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetTokenInformation, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, SetKernelObjectSecurity, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_FLAG_BACKUP_SEMANTICS, FILE_READ_ATTRIBUTES, GetFileInformationByHandle,
    READ_CONTROL, WRITE_DAC,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::sddl;

/// Lets only this user open the file, which was opened with `WRITE_DAC`.
pub(super) fn restrict(file: &File) -> io::Result<()> {
    set_list(file, &sddl::owner_only(&user()?, false))
}

/// Lets only this user open the folder, and what is created in it from now on.
pub(super) fn restrict_folder(path: &Path) -> io::Result<()> {
    let folder = open(path, READ_CONTROL | WRITE_DAC)?;
    set_list(&folder, &sddl::owner_only(&user()?, true))
}

/// What others than this user, the owner and the system may do with what is at `path`, as the bits of a mode:
/// read 0o44, write 0o22, enter 0o11.
pub(super) fn others(path: &Path) -> io::Result<u32> {
    let file = open(path, READ_CONTROL)?;
    Ok(sddl::others(&list(&file)?, &user()?))
}

/// The volume of what is at `path`, links followed, and its number there.
pub(super) fn file_number(path: &Path) -> io::Result<(u64, u64)> {
    number_of(&open(path, FILE_READ_ATTRIBUTES)?)
}

/// The same of a file that is open.
pub(super) fn number_of(file: &File) -> io::Result<(u64, u64)> {
    let mut found = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open, and the pointer is to the variable above.
    check(unsafe { GetFileInformationByHandle(file.as_raw_handle(), &raw mut found) })?;
    let number = u64::from(found.nFileIndexHigh) << 32 | u64::from(found.nFileIndexLow);
    Ok((found.dwVolumeSerialNumber.into(), number))
}

fn open(path: &Path, access: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.access_mode(access).custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    options.open(path)
}

/// Memory that Windows has allocated for an answer.
struct Answer(*mut core::ffi::c_void);

impl Drop for Answer {
    fn drop(&mut self) {
        // SAFETY: the pointer is null, which is allowed, or one that LocalAlloc gave, and is freed once.
        unsafe { LocalFree(self.0) };
    }
}

/// The text of an answer.
fn text(answer: &Answer) -> String {
    let start: *const u16 = answer.0.cast();
    // SAFETY: a call that succeeded gave a string that ends with a zero, so that every index up to it is valid.
    let units = unsafe {
        let length = (0..).take_while(|index| *start.add(*index) != 0).count();
        std::slice::from_raw_parts(start, length)
    };
    String::from_utf16_lossy(units)
}

fn check(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn check_code(code: u32) -> io::Result<()> {
    if code == ERROR_SUCCESS { Ok(()) } else { Err(io::Error::from_raw_os_error(code.cast_signed())) }
}

/// The security identifier of the user who runs this process, as text.
fn user() -> io::Result<String> {
    let mut token: HANDLE = ptr::null_mut();
    // Aligned as TOKEN_USER, with its identifier of at most 68 bytes behind it.
    let mut buffer = [0_u64; 32];
    let mut length = 0;
    let mut answer = Answer(ptr::null_mut());
    // SAFETY: all pointers are to variables above, of the sizes that are passed; the token is closed once; the
    // identifier lies in the buffer.
    unsafe {
        check(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token))?;
        let size = u32::try_from(size_of_val(&buffer)).unwrap_or_default();
        let found = GetTokenInformation(token, TokenUser, buffer.as_mut_ptr().cast(), size, &raw mut length);
        let found = check(found);
        CloseHandle(token);
        found?;
        let user: *const TOKEN_USER = buffer.as_ptr().cast();
        check(ConvertSidToStringSidW((*user).User.Sid, (&raw mut answer.0).cast()))?;
    }
    Ok(text(&answer))
}

/// The owner and the list of what is open, in the language of security descriptors (SDDL).
fn list(file: &File) -> io::Result<String> {
    let parts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    let mut descriptor = Answer(ptr::null_mut());
    let mut answer = Answer(ptr::null_mut());
    // SAFETY: the handle is open, both answers are variables above, and the parts that are not wanted are null.
    unsafe {
        let handle = file.as_raw_handle();
        let found = &raw mut descriptor.0;
        let (no_sid, no_list) = (ptr::null_mut(), ptr::null_mut());
        let found = GetSecurityInfo(handle, SE_FILE_OBJECT, parts, no_sid, no_sid, no_list, no_list, found);
        check_code(found)?;
        check(ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor.0,
            SDDL_REVISION_1,
            parts,
            (&raw mut answer.0).cast(),
            ptr::null_mut(),
        ))?;
    }
    Ok(text(&answer))
}

/// Gives what is open this list, which replaces what it would inherit. (`SetSecurityInfo` of Wine adds what the
/// directory hands down even to a list that is protected from it.)
fn set_list(file: &File, list: &str) -> io::Result<()> {
    let list: Vec<u16> = list.encode_utf16().chain([0]).collect();
    let mut descriptor = Answer(ptr::null_mut());
    // SAFETY: the text ends with a zero; the descriptor lives until the end of this function.
    unsafe {
        check(ConvertStringSecurityDescriptorToSecurityDescriptorW(
            list.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor.0,
            ptr::null_mut(),
        ))?;
        let parts = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
        check(SetKernelObjectSecurity(file.as_raw_handle(), parts, descriptor.0))
    }
}
