//! `/api/auth`

mod login;
mod logout;
mod logout_everywhere;
mod password;

pub(super) use login::login;
pub(super) use logout::logout;
pub(super) use logout_everywhere::logout_everywhere;
pub(super) use password::password;
