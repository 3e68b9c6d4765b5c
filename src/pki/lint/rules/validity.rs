//! From when until when.

pub(super) mod dates_out_of_order;
pub(super) mod expired;
pub(super) mod not_yet_valid;
pub(super) mod time_form;
pub(super) mod time_type;
pub(super) mod validity_over_100_years;
pub(super) mod validity_over_398_days;
pub(super) mod validity_over_825_days;
