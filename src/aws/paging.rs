//! Lists that come in pages, followed by hand: the SDK has no paginators for EventBridge.

use crate::model::{CallError, ErrorKind};
use futures_util::stream::{self, Stream};
use std::collections::HashSet;
use std::pin::Pin;

/// A list as it comes, one item a page; a page may be empty. `TryStreamExt::try_concat` gathers it into one
/// `Vec`.
///
/// After an error nothing more comes. Calls are made only as pages are asked for.
pub type Pages<T> = Pin<Box<dyn Stream<Item = Result<Vec<T>, CallError>> + Send>>;

/// One page: its rows and the token of the next.
pub(super) type Page<T> = Result<(Vec<T>, Option<String>), CallError>;

enum NextPage {
    First,
    Token(String),
    Repeated,
    Done,
}

/// Follows `fetch` from token to token until there is none. A token that was handed out before is an error:
/// the server would lead us in a circle for ever.
pub(super) fn pages<T, F, Fut>(operation: &'static str, fetch: F) -> Pages<T>
where
    T: Send + 'static,
    F: FnMut(Option<String>) -> Fut + Send + 'static,
    Fut: Future<Output = Page<T>> + Send,
{
    let start = (NextPage::First, HashSet::new(), fetch);
    Box::pin(stream::try_unfold(start, move |(next, mut seen, mut fetch)| async move {
        let token = match next {
            NextPage::First => None,
            NextPage::Token(token) => Some(token),
            NextPage::Done => return Ok(None),
            NextPage::Repeated => {
                let why = "the server handed out the same page token twice, so the list has no end";
                return Err(CallError::new(ErrorKind::Network, operation, why)
                    .advise("The rows so far are shown; the rest cannot be read from this server."));
            }
        };
        let goes_on = token.is_some();
        let page = fetch(token).await;
        let (rows, token) = page.map_err(|error| if goes_on { of_the_token(error) } else { error })?;
        let next = match token.filter(|token| !token.is_empty()) {
            None => NextPage::Done,
            Some(token) if seen.insert(token.clone()) => NextPage::Token(token),
            Some(_) => NextPage::Repeated,
        };
        Ok(Some((rows, (next, seen, fetch))))
    }))
}

/// The first page was taken with the same arguments: what is wrong is the token, which is the server's.
fn of_the_token(mut error: CallError) -> CallError {
    if error.kind == ErrorKind::Invalid {
        error.kind = ErrorKind::Other;
        error = error.advise("The server refused its own page token: ask for the list again.");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::pages;
    use crate::model::{CallError, ErrorKind};
    use futures_util::TryStreamExt as _;

    #[tokio::test]
    async fn a_page_may_be_empty_and_still_lead_on() {
        let list = pages("List", |token| async move {
            Ok(match token.as_deref() {
                None => (vec![1], Some("a".to_owned())),
                Some("a") => (vec![], Some("b".to_owned())),
                Some(_) => (vec![2], Some(String::new())),
            })
        });
        assert_eq!(list.try_concat().await, Ok(vec![1, 2]));
    }

    #[tokio::test]
    async fn a_token_that_is_refused_is_no_fault_of_what_was_asked() {
        let invalid = || CallError::new(ErrorKind::Invalid, "ListRules", "Invalid NextToken");
        let list = pages("ListRules", move |token| async move {
            if token.is_some() { Err(invalid()) } else { Ok((vec![1], Some("a".to_owned()))) }
        });
        let error = list.try_concat().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Other);
        let list = pages("ListRules", move |_| async move { Err::<(Vec<u8>, _), _>(invalid()) });
        assert_eq!(list.try_concat().await.unwrap_err().kind, ErrorKind::Invalid, "a bus's name, say");
    }

    #[tokio::test]
    async fn a_token_that_comes_again_is_an_error_after_the_rows() {
        let mut list = pages("ListRules", |token| async move {
            Ok(match token.as_deref() {
                None => (vec![1], Some("a".to_owned())),
                Some("a") => (vec![2], Some("b".to_owned())),
                Some(_) => (vec![3], Some("a".to_owned())),
            })
        });
        let mut rows = Vec::new();
        let error = loop {
            match list.try_next().await {
                Ok(Some(page)) => rows.extend(page),
                Ok(None) => panic!("ended without an error"),
                Err(error) => break error,
            }
        };
        assert_eq!(rows, [1, 2, 3]);
        assert_eq!(error.operation, "ListRules");
        assert!(error.message.contains("same page token"), "{error}");
    }
}
