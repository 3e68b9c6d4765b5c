//! The names of subject and issuer.

pub(super) mod attribute_empty;
pub(super) mod attribute_old_string;
pub(super) mod attribute_string_type;
pub(super) mod attribute_too_long;
pub(super) mod attribute_white_space;
pub(super) mod ca_subject_empty;
pub(super) mod common_name_not_in_san;
pub(super) mod country_not_two_letters;
pub(super) mod email_not_in_san;
pub(super) mod issuer_empty;
pub(super) mod printable_string_characters;
pub(super) mod repeated_attribute;
pub(super) mod several_attributes_in_one;
