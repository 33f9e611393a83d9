//! What servers answer in place of a file.

use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{Network, Request};

use crate::common::server::{Reply, Server};
use crate::desk::{Desk, any, in_turn, settings, zip_like};

#[test]
fn a_busy_server_is_asked_again() {
    let bytes = zip_like(1000);
    let server = in_turn(vec![
        Reply::new(500),
        Reply::new(429).header("Retry-After", "1"),
        Reply::hang_up(),
        Reply::new(200).body(bytes.as_slice()),
    ]);
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_server_that_stays_busy_ends_the_download() {
    let desk = Desk::new();
    let server = in_turn(vec![Reply::new(503)]);
    let error = desk.error(&server.url("/"), &any());
    assert!(
        error.contains("has a problem of its own (HTTP status 503)"),
        "{error}"
    );
    assert_eq!(server.seen().len(), 4);

    let server = in_turn(vec![Reply::new(429).header("Retry-After", "3600")]);
    let error = desk.error(&server.url("/"), &any());
    assert!(error.contains("try again in about 60 minutes"), "{error}");
    assert_eq!(server.seen().len(), 1, "an hour is not waited for");
}

#[test]
fn a_refusal_is_said_at_once_and_in_words() {
    let consent = r#"{"code":403,"message":"You must accept the terms"}"#;
    for (reply, words) in [
        (Reply::json(401, "{}"), "asks for a valid key"),
        (
            Reply::json(403, consent),
            "It says: You must accept the terms.",
        ),
        (Reply::new(404), "does not have this file"),
        (Reply::new(410), "does not have this file"),
        (Reply::new(451), "may not give out"),
        (Reply::new(418), "makes no sense"),
        (Reply::new(304), "makes no sense"),
        (Reply::new(302), "makes no sense"),
        (Reply::redirect("http://"), "an address that makes no sense"),
        (
            Reply::redirect("http://storage.example/f?sig=s1gned"),
            "not safe",
        ),
    ] {
        let server = in_turn(vec![reply]);
        let desk = Desk::new();
        let error = desk.error(&server.url("/"), &any());
        assert!(error.contains(words), "{error}");
        assert!(!error.contains("s1gned"), "{error}");
        assert!(desk.names().is_empty());
        assert_eq!(server.seen().len(), 1, "{error}");
    }
}

#[test]
fn circles_are_left() {
    let server = in_turn(vec![Reply::redirect("/again")]);
    let error = Desk::new().error(&server.url("/"), &any());
    assert!(error.contains("leads in circles"), "{error}");
}

#[test]
fn a_question_has_an_answer_whatever_its_status() {
    let server = Server::start(|request| match request.path() {
        "/json" => Reply::json(200, r#"{"n":1}"#).header("X-Extra", "more"),
        "/page" => Reply::new(200).body("<html>log in</html>"),
        "/redirect" => Reply::redirect("/json"),
        _ => Reply::json(404, r#"{"message":"No such dataset."}"#),
    });
    let network = Network::new(&settings()).unwrap();
    let ask = |request: Request| network.ask(&request, &Control::new()).unwrap();
    let get = |path: &str| Request::get(&server.url(path)).unwrap();
    let answer = ask(get("/redirect"));
    assert_eq!(answer.json().unwrap()["n"], 1);
    assert_eq!(answer.header("x-extra"), Some("more"));
    assert_eq!(ask(get("/redirect").without_redirects()).status(), 302);
    let head = ask(get("/json").head_only());
    assert!(head.is_success() && head.body().is_empty());
    let refused = ask(get("/missing"));
    assert_eq!(
        refused.refusal().message.as_deref(),
        Some("No such dataset")
    );
    assert!(
        refused
            .error()
            .to_string()
            .contains("does not have this file")
    );
    let page = ask(get("/page")).json().unwrap_err().to_string();
    assert!(page.contains("web page"), "{page}");
}
