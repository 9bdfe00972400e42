//! `/api/auth`

mod login;
mod logout;
mod logout_everywhere;
mod password;

pub(super) use login::*;
pub(super) use logout::*;
pub(super) use logout_everywhere::*;
pub(super) use password::*;
