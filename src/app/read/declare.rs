//! Turns the table of what can be read into types: what is asked, what comes back, and the place in the
//! account where it is kept. What each of them is for is said at the table.

/// Makes [`Read`](super::Read), [`Answer`](super::Answer), [`Account`](super::Account) and one type for each
/// row from the table of rows.
macro_rules! reads {
    (
        one {
            $($(#[$one_doc:meta])* $One:ident = $one_op:literal
                => $one_how:ident in $one:ident: $OneAnswer:ty,
                events $one_events:ident, news $one_news:path;)*
        }
        each {
            $($(#[$each_doc:meta])* $Each:ident($EachKey:ty) = $each_op:literal
                => $each_how:ident in $each:ident: $EachAnswer:ty,
                events $each_events:ident, news $each_news:path;)*
        }
        asked {
            $($(#[$asked_doc:meta])* $Asked:ident($AskedKey:ty) = $asked_op:literal => $AskedAnswer:ty,
                events $asked_events:ident;)*
        }
    ) => {
        /// Something to read, from the account or from a file.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Read {
            $($(#[$one_doc])* $One,)*
            $($(#[$each_doc])* $Each($EachKey),)*
            $($(#[$asked_doc])* $Asked($AskedKey),)*
        }

        /// What was read, or one page of it, or why it could not be read.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Answer {
            $($(#[$one_doc])* $One(Result<$OneAnswer, CallError>),)*
            $($(#[$each_doc])* $Each($EachKey, Result<$EachAnswer, CallError>),)*
            $($(#[$asked_doc])* $Asked($AskedKey, Result<$AskedAnswer, CallError>),)*
        }

        /// One type for each thing that can be read, so that what asks and what answers agree on the types.
        pub mod kind {
            $($(#[$one_doc])* #[derive(Clone, Copy, Debug)] pub struct $One;)*
            $($(#[$each_doc])* #[derive(Clone, Copy, Debug)] pub struct $Each;)*
            $($(#[$asked_doc])* #[derive(Clone, Copy, Debug)] pub struct $Asked;)*
        }

        $(impl Readable for kind::$One {
            type Key = ();
            type Answer = $OneAnswer;
            const OPERATION: &'static str = $one_op;
            fn answer((): (), outcome: Result<$OneAnswer, CallError>) -> Answer {
                Answer::$One(outcome)
            }
        })*
        $(impl Readable for kind::$Each {
            type Key = $EachKey;
            type Answer = $EachAnswer;
            const OPERATION: &'static str = $each_op;
            fn answer(key: $EachKey, outcome: Result<$EachAnswer, CallError>) -> Answer {
                Answer::$Each(key, outcome)
            }
        })*
        $(impl Readable for kind::$Asked {
            type Key = $AskedKey;
            type Answer = $AskedAnswer;
            const OPERATION: &'static str = $asked_op;
            fn answer(key: $AskedKey, outcome: Result<$AskedAnswer, CallError>) -> Answer {
                Answer::$Asked(key, outcome)
            }
        })*

        #[cfg(feature = "internals")]
        impl Read {
            /// The name of each row of the table.
            pub const NAMES: &'static [&'static str] =
                &[$(stringify!($One),)* $(stringify!($Each),)* $(stringify!($Asked),)*];

            /// The call that reads it, as AWS names it; for a file, what is done, in words.
            pub fn operation(&self) -> &'static str {
                match self {
                    $(Self::$One => $one_op,)*
                    $(Self::$Each(_) => $each_op,)*
                    $(Self::$Asked(_) => $asked_op,)*
                }
            }

            /// The answer that it cannot be read.
            pub fn failed(self, error: CallError) -> Answer {
                match self {
                    $(Self::$One => Answer::$One(Err(error)),)*
                    $(Self::$Each(key) => Answer::$Each(key, Err(error)),)*
                    $(Self::$Asked(key) => Answer::$Asked(key, Err(error)),)*
                }
            }
        }

        impl Answer {
            /// What it answers.
            pub fn read(&self) -> Read {
                match self {
                    $(Self::$One(_) => Read::$One,)*
                    $(Self::$Each(key, _) => Read::$Each(key.clone()),)*
                    $(Self::$Asked(key, _) => Read::$Asked(key.clone()),)*
                }
            }

            /// Puts the word in the place of every text in it that is an event, or may be.
            pub fn leave_out_events(&mut self, word: &str) {
                match self {
                    $(Self::$One(outcome) => events::$one_events(&mut (), outcome, word),)*
                    $(Self::$Each(key, outcome) => events::$each_events(key, outcome, word),)*
                    $(Self::$Asked(key, outcome) => events::$asked_events(key, outcome, word),)*
                }
            }

            /// What it tells that bears on what is wrong with rules.
            fn news(&self) -> News {
                match self {
                    $(Self::$One(_) => $one_news,)*
                    $(Self::$Each(key, _) => $each_news(key.clone()),)*
                    $(Self::$Asked(..))|* => News::Nothing,
                }
            }

            /// Why it could not be read.
            #[cfg(feature = "internals")]
            pub fn error(&self) -> Option<&CallError> {
                match self {
                    $(Self::$One(outcome) => outcome.as_ref().err(),)*
                    $(Self::$Each(_, outcome) => outcome.as_ref().err(),)*
                    $(Self::$Asked(_, outcome) => outcome.as_ref().err(),)*
                }
            }
        }

        /// What is known of the account on screen, kept between screens. Cleared when the account changes, so
        /// that no row of one account ever stands under another's name.
        #[derive(Clone, Debug, Default)]
        pub struct Account {
            $($(#[$one_doc])* pub $one: Remote<$OneAnswer>,)*
            $($(#[$each_doc])* pub $each: BTreeMap<$EachKey, Remote<$EachAnswer>>,)*
            /// What is wrong with the rules in themselves.
            pub(in crate::app) problems: Problems,
        }

        impl Account {
            /// True for what is kept here, not only handed to whoever asked for it.
            pub fn keeps(&self, read: &Read) -> bool {
                match read {
                    $(Read::$One)|* => true,
                    $(Read::$Each(_))|* => true,
                    $(Read::$Asked(_))|* => false,
                }
            }

            /// True for what is kept here and nobody has asked for yet.
            pub fn is_idle(&self, read: &Read) -> bool {
                match read {
                    $(Read::$One => self.$one.is_idle(),)*
                    $(Read::$Each(key) => self.$each.get(key).is_none_or(Remote::is_idle),)*
                    $(Read::$Asked(_))|* => false,
                }
            }

            /// When it was read last, where nothing is under way and nothing has failed since.
            pub(in crate::app) fn read_at(&self, read: &Read) -> Option<Millis> {
                match read {
                    $(Read::$One => self.$one.read_at(),)*
                    $(Read::$Each(key) => self.$each.get(key).and_then(Remote::read_at),)*
                    $(Read::$Asked(_))|* => None,
                }
            }

            /// An answer to this is on its way.
            pub(in crate::app) fn start(&mut self, read: &Read) {
                match read {
                    $(Read::$One => self.$one.start(),)*
                    $(Read::$Each(key) => self.$each.entry(key.clone()).or_default().start(),)*
                    $(Read::$Asked(_))|* => {}
                }
            }

            /// Everything is to be asked for again; what is there stays until then, as stale.
            pub(in crate::app) fn expire(&mut self) {
                $(self.$one.expire();)*
                $(self.$each.values_mut().for_each(Remote::expire);)*
            }

            /// Puts an answer in its place; `last` says that no more pages follow.
            fn store(&mut self, answer: Answer, last: bool, now: Millis) {
                match answer {
                    $(Answer::$One(Ok(value)) => self.$one.$one_how(value, last, now),)*
                    $(Answer::$One(Err(error)) => self.$one.fail(error),)*
                    $(Answer::$Each(key, Ok(value)) => {
                        self.$each.entry(key).or_default().$each_how(value, last, now);
                    })*
                    $(Answer::$Each(key, Err(error)) => self.$each.entry(key).or_default().fail(error),)*
                    $(Answer::$Asked(..))|* => {}
                }
            }
        }
    };
}
