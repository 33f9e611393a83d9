//! Who the user is, and what Kaggle says about it.

use std::fs;

use crate::common::server::{Reply, Server};
use crate::site::{KEY, Kaggle, TOKEN, USER, User};

#[test]
fn every_form_of_credentials_is_accepted() {
    let kaggle = Kaggle::saying(None);
    let endpoint = kaggle.service.url("");
    let json = format!("{{\"username\":\"{USER}\",\"key\":\"{KEY}\"}}");
    let new = || User::new(&endpoint);
    let config = tempfile::tempdir().unwrap();
    fs::write(config.path().join("kaggle.json"), &json).unwrap();
    let token_file = config.path().join("token");
    fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
    for user in [
        new().set("KAGGLE_API_TOKEN", TOKEN),
        new().set("KAGGLE_API_TOKEN", token_file.to_str().unwrap()),
        new().file(".kaggle/access_token", TOKEN),
        new().file(".kaggle/access_token.txt", &format!("{TOKEN}\r\n")),
        new().set("KAGGLE_USERNAME", USER).set("KAGGLE_KEY", KEY),
        new().set("KAGGLE_CONFIG_DIR", config.path().to_str().unwrap()),
        new().file(".kaggle/kaggle.json", &json),
    ] {
        let ran = user.run(&["kaggle", "test"]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        assert!(ran.stdout.contains("can be downloaded"), "{}", ran.stdout);
    }
    let chosen = config.path().join("kaggle.json");
    let ran = new().run(&["kaggle", "test", "--credentials", chosen.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(kaggle.storage.seen().is_empty(), "a test downloads nothing");
}

#[test]
fn a_test_says_what_kaggle_said() {
    let consent = r#"{"code":403,"message":"You must accept the terms first."}"#;
    let other = r#"{"code":403,"message":"Permission denied"}"#;
    for (reply, words) in [
        (
            Reply::json(403, consent),
            "The terms of this dataset were not accepted yet",
        ),
        (Reply::json(403, other), "It says: Permission denied."),
        (Reply::new(404), "Kaggle has no dataset paramaggarwal/"),
        (Reply::new(429), "too many requests"),
        (Reply::new(500), "has a problem of its own"),
        (
            Reply::new(200)
                .body("<html>log in</html>")
                .header("Content-Type", "text/html"),
            "web page in place of",
        ),
    ] {
        let kaggle = Kaggle::saying(Some(reply));
        let ran = User::with_key(&kaggle.service.url("")).run(&["kaggle", "test"]);
        assert!(ran.error().contains(words), "{}", ran.error());
    }
    let kaggle = Kaggle::saying(None);
    let endpoint = kaggle.service.url("");
    let wrong = User::new(&endpoint).set("KAGGLE_API_TOKEN", "KGAT_other");
    let error = wrong.run(&["kaggle", "test"]);
    assert!(
        error.error().contains("Kaggle does not accept a token"),
        "{}",
        error.error()
    );
    let nobody = User::new(&endpoint).run(&["kaggle", "test"]);
    assert!(
        nobody.error().contains("Kaggle asks who you are"),
        "{}",
        nobody.error()
    );
    let missing = User::with_key(&endpoint).run(&["kaggle", "test", "--dataset", "some/thing"]);
    assert!(
        missing.error().contains("Kaggle has no dataset some/thing"),
        "{}",
        missing.error()
    );
    let usage = User::with_key(&endpoint).run(&["kaggle", "test", "--dataset", "thing"]);
    assert_eq!(usage.status, Some(2));
}

#[test]
fn a_test_says_why_kaggle_cannot_be_reached() {
    let gone = Server::start(|_| Reply::new(200)).url("");
    let ran = User::with_key(&gone).run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("does not accept connections"),
        "{}",
        ran.error()
    );

    let proxy = Server::start(|_| Reply::new(407));
    let outside = "https://kaggle.invalid";
    let user = User::with_key(outside).set("HTTPS_PROXY", &proxy.url(""));
    let ran = user.run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("proxy wants a user name"),
        "{}",
        ran.error()
    );
    assert_eq!(proxy.seen()[0].target, "kaggle.invalid:443");

    let ran = User::with_key("http://kaggle.example").run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("KAGGLE_API_ENDPOINT"),
        "{}",
        ran.error()
    );
}
