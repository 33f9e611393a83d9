//! Keys, signed addresses, and the hosts that may see them.

use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{Refusal, Request, Secret, Source};
use vectorsearch_pro::{Error, Result};

use crate::common::server::{Offered, Reply, Server};
use crate::desk::{Desk, any, in_turn, zip_like};

/// A source with a key, as Kaggle is one.
struct Keyed {
    request: Request,
    asked: usize,
}

const KEY: &str = "k3y-5ecret";

impl Keyed {
    fn new(url: &str) -> Self {
        let request = Request::get(url)
            .unwrap()
            .header("X-Plain", "plain")
            .unwrap();
        let key = Secret::new(KEY);
        let request = request.secret_header("X-Key", &key).unwrap();
        Self {
            request: request.bearer(&key).unwrap(),
            asked: 0,
        }
    }
}

impl Source for Keyed {
    fn request(&mut self) -> Result<Request> {
        self.asked += 1;
        Ok(self.request.clone())
    }

    fn explain(&self, refusal: &Refusal) -> Option<Error> {
        (refusal.status == 403).then(|| Error::new("The terms were not accepted"))
    }
}

#[test]
fn secrets_do_not_follow_a_redirect_to_another_host() {
    let bytes = zip_like(50_000);
    let offered = Offered::new(&bytes);
    let storage = Server::start(move |request| offered.reply(request));
    let elsewhere = storage.url_by_name("/signed?sig=s1gned");
    let service = Server::start(move |request| match request.path() {
        "/start" => Reply::redirect("/same-host"),
        _ => Reply::redirect(&elsewhere),
    });
    let desk = Desk::new();
    let mut source = Keyed::new(&service.url("/start"));
    desk.fetch_from(&mut source, &any(), &Control::new())
        .unwrap();
    desk.assert_holds(&bytes);
    for seen in service.seen() {
        assert_eq!(seen.header("authorization"), Some("Bearer k3y-5ecret"));
        assert_eq!(seen.header("x-key"), Some(KEY));
    }
    let seen = &storage.seen()[0];
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(seen.header("x-key"), None);
    assert_eq!(seen.header("x-plain"), Some("plain"));
    assert_eq!(seen.header("referer"), None);
}

#[test]
fn an_expired_address_is_asked_for_again() {
    for refusal in [400, 403, 410] {
        let bytes = zip_like(90_000);
        let offered = Offered::new(&bytes);
        let storage = Server::start(move |request| match request.number {
            0 => offered.reply(request).cut_after(40_000),
            1 => Reply::new(refusal).body("<Error>ExpiredToken s1gned</Error>"),
            _ => offered.reply(request),
        });
        let elsewhere = storage.url_by_name("/signed?sig=s1gned");
        let service = Server::start(move |_| Reply::redirect(&elsewhere));
        let desk = Desk::new();
        let mut source = Keyed::new(&service.url("/"));
        desk.fetch_from(&mut source, &any(), &Control::new())
            .unwrap();
        desk.assert_holds(&bytes);
        assert_eq!(source.asked, 3);
        assert_eq!(storage.seen()[2].range_start(), Some(40_000));
    }
}

#[test]
fn a_storage_that_always_refuses_ends_the_download() {
    let storage = in_turn(vec![Reply::json(403, r#"{"message":"s1gned is bad"}"#)]);
    let elsewhere = storage.url_by_name("/signed?sig=s1gned");
    let service = Server::start(move |_| Reply::redirect(&elsewhere));
    let desk = Desk::new();
    let mut source = Keyed::new(&service.url("/"));
    let error = desk
        .fetch_from(&mut source, &any(), &Control::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains("localhost refuses access"), "{error}");
    assert!(!error.contains("s1gned"), "{error}");
    assert_eq!(source.asked, 4);
}

#[test]
fn a_source_may_have_words_of_its_own_and_secrets_are_not_repeated() {
    let body = r#"{"code":401,"message":"k3y-5ecret is not valid"}"#;
    let server = in_turn(vec![Reply::json(403, body), Reply::json(401, body)]);
    let desk = Desk::new();
    let mut source = Keyed::new(&server.url("/"));
    let mut error = || {
        let result = desk.fetch_from(&mut source, &any(), &Control::new());
        result.unwrap_err().to_string()
    };
    assert!(error().starts_with("The terms were not accepted."));
    let error = error();
    assert!(error.contains("It says: (hidden) is not valid"), "{error}");
    assert!(!error.contains(KEY), "{error}");
}
