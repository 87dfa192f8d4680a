//! Asking for what can be read: the request, its id and the mark "loading" always go together.

use super::effect::{Effect, Work};
use super::read::Read;
use super::request::Pending;
use super::shared::Shared;

impl Shared {
    /// Asks for something, unless it is on its way. `urgent` is for what is on screen now.
    pub fn fetch(&mut self, read: Read, urgent: bool, out: &mut Vec<Effect>) {
        let pending = Pending::Read(read.clone());
        if !self.requests.is_pending(&pending) {
            self.start(read, pending, urgent, out);
        }
    }

    /// Asks again, because the operator has asked for it by a key or because it was changed. An answer under
    /// way was asked for before that, perhaps by another screen: it is not waited for, and dropped when it
    /// comes.
    pub fn fetch_anew(&mut self, read: Read, out: &mut Vec<Effect>) {
        let pending = Pending::Read(read.clone());
        self.start(read, pending, true, out);
    }

    /// Asks for something that is opened when it comes, and is called so in words.
    pub(in crate::app) fn fetch_to_open(&mut self, read: Read, what: impl AsRef<str>, out: &mut Vec<Effect>) {
        let pending = Pending::Read(read.clone());
        self.fetch_anew(read, out);
        self.wait_to_open(pending, what.as_ref());
    }

    fn start(&mut self, read: Read, pending: Pending, urgent: bool, out: &mut Vec<Effect>) {
        self.account.start(&read);
        let req = self.requests.start(pending);
        out.push(Effect::Work(Work::Read { req, read, urgent }));
    }

    /// Asks for something that the account keeps, where nobody has yet.
    pub fn fetch_idle(&mut self, read: Read, urgent: bool, out: &mut Vec<Effect>) {
        if self.account.is_idle(&read) {
            self.fetch(read, urgent, out);
        }
    }

    /// Everything read so far is to be read again, what is on screen first; the rows stay until then.
    pub fn expire_all(&mut self) {
        let account = &self.account;
        self.requests.forget(|pending| matches!(pending, Pending::Read(read) if account.keeps(read)));
        self.account.expire();
    }
}
