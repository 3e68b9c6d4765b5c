//! What a new CA may issue for.

use super::{Ca, CaFault};
use crate::ops::Error;
use devcert::model::constraint::{NameConstraints, Permission};

/// What is requested for a new CA.
#[derive(Debug, Clone, Default)]
pub struct CaNames {
    /// What a root may issue for besides local names, and an intermediate CA instead of all that its parent may.
    pub permit: Vec<Permission>,
    /// Whether it may issue for everything where nothing constrains it.
    pub unconstrained: bool,
}

impl CaNames {
    /// The constraints of a root; `None` if it may issue for everything.
    #[must_use]
    pub fn of_root(&self) -> Option<NameConstraints> {
        let mut constraints = NameConstraints::local();
        self.permit.iter().cloned().for_each(|permission| constraints.permit(permission));
        (!self.unconstrained).then_some(constraints)
    }

    /// The constraints of a CA below `parent`: the names of the parent, or fewer.
    ///
    /// # Errors
    /// [`CaFault::BeyondParent`] when it would have more names than the parent.
    pub fn constraints_below(&self, parent: &Ca) -> Result<Option<NameConstraints>, Error> {
        let mut own = NameConstraints::default();
        self.permit.iter().cloned().for_each(|permission| own.permit(permission));
        let inherited = parent.certificate().name_constraints();
        if let Some(above) = inherited
            && let Some(beyond) = own.beyond(above)
        {
            let (beyond, permitted, names) = (beyond.clone(), above.clone(), self.permit.clone());
            return Err(parent.fails(CaFault::BeyondParent { beyond, permitted, names }));
        }
        Ok(match (own.permitted.is_empty(), inherited) {
            (false, _) => Some(own),
            (true, Some(above)) => Some(above.clone()),
            (true, None) if self.unconstrained => None,
            (true, None) => Some(NameConstraints::local()),
        })
    }
}
