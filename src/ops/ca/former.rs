//! The CAs that a CA has replaced, which are kept below its directory.

use std::path::PathBuf;

use super::Ca;
use crate::ca::layout::FORMER;
use crate::host::files;
use crate::ops::{Error, World};
use devcert::encoding::certificate::Certificate;

impl Ca {
    /// The CAs that this one has replaced, the first one first.
    ///
    /// # Errors
    /// When one of them cannot be read, as [`Self::find`].
    pub fn former(&self, world: &mut dyn World) -> Result<Vec<Self>, Error> {
        let folders = self.numbered()?;
        let found = folders.into_iter().map(|(_, folder)| Self::find(&folder, world));
        Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The CA that issued `certificate` among those that this one has replaced.
    ///
    /// # Errors
    /// As [`Self::former`].
    pub fn former_issuer(
        &self,
        certificate: &Certificate,
        world: &mut dyn World,
    ) -> Result<Option<Self>, Error> {
        Ok(self.former(world)?.into_iter().find(|ca| ca.has_issued(certificate)))
    }

    /// The directory for this CA when another one replaces it.
    ///
    /// # Errors
    /// When the directories of the former ones cannot be read.
    pub(super) fn next_former(&self) -> Result<PathBuf, Error> {
        let last = self.numbered()?.last().map_or(0, |(number, _)| *number);
        Ok(self.folder.join(FORMER).join((last + 1).to_string()))
    }

    /// The directories of the former ones by their numbers.
    fn numbered(&self) -> Result<Vec<(u32, PathBuf)>, Error> {
        let folders = files::directories(&self.folder.join(FORMER))?;
        let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
        let mut numbered: Vec<_> =
            folders.into_iter().filter_map(|folder| Some((number(&folder)?, folder))).collect();
        numbered.sort();
        Ok(numbered)
    }
}
