//! What can go wrong before a server answers.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{Network, NetworkSettings, Request, Secret};

use crate::common::server::{Reply, Server};
use crate::desk::{Desk, any, in_turn, settings};

#[test]
fn a_server_that_is_not_there_is_said() {
    let gone = Server::start(|_| Reply::new(200)).url("/f?sig=s1gned");
    let error = Desk::new().error(&gone, &any());
    assert!(
        error.contains("127.0.0.1 does not accept connections"),
        "{error}"
    );
    assert!(!error.contains("s1gned"), "{error}");
}

#[test]
fn what_a_proxy_refuses_is_said() {
    let asks_for_password = in_turn(vec![Reply::new(407)]);
    let refuses = in_turn(vec![Reply::new(403)]);
    for (proxy, words) in [
        (
            asks_for_password.url(""),
            "proxy wants a user name and a password",
        ),
        (refuses.url(""), "proxy does not lead to kaggle.invalid"),
    ] {
        let through = NetworkSettings {
            proxy: Some(Secret::new(&proxy.replace("//", "//me:pr0xy-pw@"))),
            ..settings()
        };
        let network = Network::new(&through).unwrap();
        let request = Request::get("https://kaggle.invalid/f?sig=s1gned").unwrap();
        let error = network
            .ask(&request, &Control::new())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
        assert!(
            !error.contains("s1gned") && !error.contains("pr0xy-pw"),
            "{error}"
        );
        assert!(!format!("{through:?}").contains("pr0xy-pw"));
    }
    let seen = &refuses.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.target.as_str()),
        ("CONNECT", "kaggle.invalid:443")
    );

    // This computer itself is not reached through a proxy.
    let near = in_turn(vec![Reply::new(204)]);
    let through = NetworkSettings {
        proxy: Some(Secret::new(&refuses.url(""))),
        ..settings()
    };
    let network = Network::new(&through).unwrap();
    let answer = network.ask(&Request::get(&near.url("/")).unwrap(), &Control::new());
    assert_eq!(answer.unwrap().status(), 204);
}

#[test]
fn an_answer_that_is_no_tls_is_said() {
    let server = in_turn(vec![Reply::new(200)]);
    let url = server.url("/f?sig=s1gned").replace("http:", "https:");
    let error = Desk::new().error(&url, &any());
    assert!(
        error.contains("No secure connection to 127.0.0.1"),
        "{error}"
    );
    assert!(!error.contains("s1gned"), "{error}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_said() {
    let Some(config) = untrusted() else {
        eprintln!("skipped: openssl is not here to make a certificate");
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/f?sig=s1gned", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        connection.complete_io(&mut stream).unwrap_err()
    });
    let error = Desk::new().error(&url, &any());
    server.join().unwrap();
    assert!(
        error.contains("127.0.0.1 could not prove that it is 127.0.0.1"),
        "{error}"
    );
    assert!(error.contains("nothing was sent to it"), "{error}");
    assert!(!error.contains("s1gned"), "{error}");
}

/// A server's identity that it gave to itself.
fn untrusted() -> Option<ServerConfig> {
    let folder = tempfile::tempdir().unwrap();
    let (key, certificate) = (folder.path().join("key"), folder.path().join("certificate"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output();
    made.ok().filter(|output| output.status.success())?;
    let certificate = CertificateDer::from_pem_file(&certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(&key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    Some(config)
}
